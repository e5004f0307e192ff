"""The remote console: RFB client, framebuffer, codecs, stream, input."""

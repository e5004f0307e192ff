"""Remote console: the scanner's screen out, the expert's keys and pointer in.

At the site: RFB client → framebuffer → changed tiles → rectangles encoded once → channel to the
hub (``site_stream``). At the hub: opaque operations, conflated for each viewer (``relay``,
``routes``). In the browser: ``web/src/console``. Pixels are ``uint32`` arrays of shape (y, x), each
pixel the bytes red, green, blue, 255 in this order in memory. Screen coordinates are pixels from
the upper left corner.
"""

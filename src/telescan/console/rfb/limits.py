"""What a server may ask of us at most. A server that goes beyond is lying or broken."""

MAX_SIDE = 8192
"""Pixels of a screen's edge."""

MAX_PIXELS = 16 << 20
"""Pixels of a screen: 64 MB of framebuffer; 5120 × 2880 is 14.7 million."""

MAX_NAME_BYTES = 4096
MAX_REASON_BYTES = 4096
MAX_CUT_TEXT_BYTES = 16 << 20
MAX_COLOUR_MAP_ENTRIES = 1 << 16
MAX_CURSOR_SIDE = 256
MAX_FENCE_BYTES = 64

MAX_COMPRESSED_SLACK = 1 << 16
"""A compressed rectangle may be longer than its plain pixels by this many bytes, not more."""

MAX_OVERDRAW = 16
"""How many times one update may paint the whole screen: compressed bombs end here."""

MAX_RECTS = 0xFFFF
"""Rectangles of one update, also of one whose number is told by LastRect only at its end."""

MAX_RESIZES = 8
"""Changes of the screen's size in one update; a server may catch up on several."""

MAX_JPEG_SCANS = 16
"""Passes over one JPEG picture; a progressive one has about ten, a bomb thousands."""

MAX_UNSENT_BYTES = 1 << 20
"""What waits for a server that reads nothing; beyond it the connection is given up."""

BAND_BYTES = 1 << 20
"""About this much of a plain rectangle is taken at a time."""

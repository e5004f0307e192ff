"""What a server may ask of us at most. A server that goes beyond is lying or broken."""

MAX_SIDE = 8192
"""Pixels of a screen's edge."""

MAX_PIXELS = 16 << 20
"""Pixels of a screen: 64 MB of framebuffer; 5120 × 2880 is 14.7 million."""

MAX_NAME_BYTES = 4096
MAX_REASON_BYTES = 4096
MAX_CUT_TEXT_BYTES = 1 << 20
MAX_COLOUR_MAP_ENTRIES = 1 << 16
MAX_CURSOR_SIDE = 256

MAX_COMPRESSED_SLACK = 1 << 16
"""A compressed rectangle may be longer than its plain pixels by this many bytes, not more."""

MAX_OVERDRAW = 16
"""How many times one update may paint the whole screen: compressed bombs end here."""

"""What the process that reads an RTSP camera writes: a head, then pixels or what is wrong."""

import struct

HEAD = struct.Struct(">BHHI")
"""Kind, width, height, length of what follows."""

PICTURE = 1
"""Three bytes a pixel, row by row."""
ERROR = 2
"""What is wrong, as text."""
LOGIN_ERROR = 3
"""The same, for a wrong user or password."""

MOST_PAYLOAD_BYTES = 64 << 20

"""A count as black and white cells that a viewer's canvas can be asked for; probe.js reads them."""

CELL = 16
"""Pixels; as large as JPEG's blocks, so that lossy pictures stay readable."""
CELLS = 16
WRAPS_AT = 4096


def cells(count: int) -> list[bool]:
    """Return a strip for a count: twelve bits, then their three nibbles' check."""
    value = count % WRAPS_AT
    check = 0xA ^ (value >> 8) ^ (value >> 4 & 0xF) ^ (value & 0xF)
    word = value << 4 | check
    return [bool(word >> bit & 1) for bit in reversed(range(CELLS))]

"""How many segments the kernel sent on one of our own TCP sockets, and how many of them again."""

import socket
import struct

from telescan.wire.packet_loss import PacketCount

_TOTAL_RETRANS_AT, _SEGS_OUT_AT = 100, 136
"""In ``struct tcp_info`` (``linux/tcp.h``), both 32 bits."""
_BYTES = 140


def packets_of(sock: object) -> PacketCount | None:
    """Return the kernel's count; None where it has none, or the socket is closed."""
    get_option = getattr(sock, "getsockopt", None)
    if get_option is None:
        return None
    try:
        info: bytes = get_option(socket.IPPROTO_TCP, socket.TCP_INFO, _BYTES)
    except OSError:
        return None
    if len(info) < _BYTES:
        return None
    (again,) = struct.unpack_from("=I", info, _TOTAL_RETRANS_AT)
    (sent,) = struct.unpack_from("=I", info, _SEGS_OUT_AT)
    return PacketCount(sent, again)

"""TCP as a console wants it: no wait for more to send, no queue in the kernel, BBR where it is.

Losses are no sign of a full link on 5G: BBR (Cardwell et al., ACM Queue 2016) halves nothing for
them. A listening socket gives its options to those it accepts (Linux).
"""

import contextlib
import socket
from typing import Protocol

_TCP_NOTSENT_LOWAT = getattr(socket, "TCP_NOTSENT_LOWAT", 25)
_TCP_CONGESTION = getattr(socket, "TCP_CONGESTION", 13)
_UNSENT_BYTES = 16 << 10
"""What the kernel takes before it must have sent the rest."""


class _Options(Protocol):
    def setsockopt(self, level: int, option: int, value: int | bytes, /) -> None: ...


def tune(sock: _Options) -> bool:
    """Set the options of a TCP socket, as far as this kernel has them. Tells whether BBR is on."""
    for option, value in ((socket.TCP_NODELAY, 1), (_TCP_NOTSENT_LOWAT, _UNSENT_BYTES)):
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, option, value)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, _TCP_CONGESTION, b"bbr")
    except OSError:
        return False
    return True

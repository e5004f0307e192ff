"""How long round trips take on another process's TCP connection, as Linux measures them.

The kernel times every acknowledgement by itself, however busy the programs at both ends are, and
tells anybody who asks about their own machine: ``sock_diag(7)``, structures as in
``linux/inet_diag.h`` and ``linux/tcp.h``.
"""

import socket
import struct
from collections.abc import Iterator
from pathlib import Path

_NETLINK_SOCK_DIAG = 4
_SOCK_DIAG_BY_FAMILY = 20
_REQUEST_AND_DUMP = 0x301
_ERROR, _DONE = 2, 3
_TCP_INFO_ATTRIBUTE = 2
_ESTABLISHED = 1
_LARGEST_ANSWER_BYTES = 1 << 16

_MESSAGE = struct.Struct("=IHHII")
_ATTRIBUTE = struct.Struct("=HH")
_REQUEST = struct.Struct("=BBBxI2x2s44x")
_ANSWER = struct.Struct("=6x2s60xI")
"""``struct inet_diag_msg``: the peer's port, the socket's inode."""
_SMOOTHED_ROUND_TRIP_AT = 68
"""``tcpi_rtt`` in ``struct tcp_info``, µs (RFC 6298)."""


class TcpProbe:
    """Looks at a process's connection to a port, until it is closed."""

    def __init__(self, port: int) -> None:
        """Open the way to the kernel. Raises OSError where it answers no such questions."""
        self._port = port.to_bytes(2, "big")
        self._netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _NETLINK_SOCK_DIAG)
        self._inode = 0

    def close(self) -> None:
        """Close the way to the kernel."""
        self._netlink.close()

    def round_trip_s(self, process_id: int) -> float | None:
        """Return the smoothed round trip; None where the process has no such connection."""
        for family in (socket.AF_INET, socket.AF_INET6):
            for inode, info in self._connections(family):
                if inode == self._inode or inode in _sockets_of(process_id):
                    self._inode = inode
                    (round_trip_us,) = struct.unpack_from("=I", info, _SMOOTHED_ROUND_TRIP_AT)
                    return float(round_trip_us / 1e6)
        return None

    def _connections(self, family: socket.AddressFamily) -> Iterator[tuple[int, bytes]]:
        """Give inode and ``struct tcp_info`` of each connection to the port."""
        wanted = _REQUEST.pack(
            family,
            socket.IPPROTO_TCP,
            1 << (_TCP_INFO_ATTRIBUTE - 1),
            1 << _ESTABLISHED,
            self._port,
        )
        length = _MESSAGE.size + len(wanted)
        head = _MESSAGE.pack(length, _SOCK_DIAG_BY_FAMILY, _REQUEST_AND_DUMP, 0, 0)
        self._netlink.send(head + wanted)
        for body in self._bodies():
            peer_port, inode = _ANSWER.unpack_from(body)
            for attribute, value in _attributes(body[_ANSWER.size :]):
                if attribute == _TCP_INFO_ATTRIBUTE and peer_port == self._port:
                    yield inode, value

    def _bodies(self) -> list[bytes]:
        """Return the bodies of a dump's messages, read to its end."""
        bodies: list[bytes] = []
        while True:
            data = self._netlink.recv(_LARGEST_ANSWER_BYTES)
            at = 0
            while at < len(data):
                length, kind, *_ = _MESSAGE.unpack_from(data, at)
                if kind in {_ERROR, _DONE}:
                    return bodies
                bodies.append(data[at + _MESSAGE.size : at + length])
                at += _aligned(length)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + _ATTRIBUTE.size <= len(data):
        length, kind = _ATTRIBUTE.unpack_from(data, at)
        yield kind, data[at + _ATTRIBUTE.size : at + length]
        at += _aligned(length)


def _aligned(length: int) -> int:
    return (length + 3) & ~3


def _sockets_of(process_id: int) -> set[int]:
    """Return the inodes of a process's sockets."""
    found = set()
    for entry in Path(f"/proc/{process_id}/fd").iterdir():
        try:
            name = str(entry.readlink())
        except FileNotFoundError:  # closed since
            continue
        if name.startswith("socket:["):
            found.add(int(name.removeprefix("socket:[").removesuffix("]")))
    return found

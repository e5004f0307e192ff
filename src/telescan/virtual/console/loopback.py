"""Qt's RFB server kept to this machine.

Qt's VNC platform plug-in listens on every network without a password and cannot be told otherwise.
Its listening socket is one of this process's own, so it is bound to the loopback device
(SO_BINDTODEVICE, socket(7); no privilege is needed since Linux 5.7). Connections that were made
between Qt's listen() and that moment are closed.
"""

import contextlib
import errno
import os
import socket
from collections.abc import Iterator
from pathlib import Path

_DEVICE = b"lo"


class ConsoleExposedError(Exception):
    """The console's port could not be kept to loopback; the message says why."""


def keep_to_loopback(port: int) -> None:
    """Bind every socket of this process that listens on ``port`` to the loopback device.

    Raises ConsoleExposedError where there is none, or where the kernel will not do it.
    """
    kept = 0
    for sock in _own_sockets(port):
        if not sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            sock.shutdown(socket.SHUT_RDWR)
            continue
        _bind_to_loopback(sock)
        _drop_waiting(sock)
        kept += 1
    if kept == 0:
        raise ConsoleExposedError(f"nothing listens on port {port}; is the port taken?")


def _bind_to_loopback(sock: socket.socket) -> None:
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, _DEVICE)
    except OSError as error:
        raise ConsoleExposedError(
            f"the console's port cannot be kept to loopback ({os.strerror(error.errno or 0)}); "
            "Linux 5.7 or later is needed"
        ) from error
    bound = sock.getsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, 16)
    if bound.rstrip(b"\0") != _DEVICE:
        raise ConsoleExposedError(f"the console's port is bound to {bound!r} instead of loopback")


def _drop_waiting(listener: socket.socket) -> None:
    listener.setblocking(False)
    while True:
        try:
            connection, _ = listener.accept()
        except BlockingIOError:
            return
        connection.close()


def _own_sockets(port: int) -> Iterator[socket.socket]:
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError, ValueError):
            if not entry.readlink().name.startswith("socket:"):
                continue
            sock = socket.socket(fileno=os.dup(int(entry.name)))
            try:
                if _is_tcp_on(sock, port):
                    yield sock
            finally:
                sock.close()


def _is_tcp_on(sock: socket.socket, port: int) -> bool:
    try:
        address = sock.getsockname()
    except OSError as error:
        if error.errno in (errno.ENOTSOCK, errno.EBADF):
            return False
        raise
    inet = sock.family in (socket.AF_INET, socket.AF_INET6)
    return inet and sock.type is socket.SOCK_STREAM and address[1] == port

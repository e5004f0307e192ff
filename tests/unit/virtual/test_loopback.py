import contextlib
import select
import socket

import psutil
import pytest

from telescan.virtual.console.loopback import ConsoleExposedError, keep_to_loopback


def listener_on_every_network() -> socket.socket:
    listener = socket.socket(socket.AF_INET6)
    listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    listener.bind(("::", 0))
    listener.listen()
    return listener


def outside_addresses() -> list[str]:
    addresses = [
        address.address
        for all_of in psutil.net_if_addrs().values()
        for address in all_of
        if address.family is socket.AF_INET and not address.address.startswith("127.")
    ]
    assert addresses, "this test needs a machine with an address beside loopback"
    return addresses


def test_only_loopback_reaches_the_port_afterwards() -> None:
    with listener_on_every_network() as listener:
        port = listener.getsockname()[1]
        for address in outside_addresses():
            socket.create_connection((address, port), timeout=5).close()
        keep_to_loopback(port)
        for address in outside_addresses():
            with pytest.raises(OSError, match=r"refused|timed out|unreachable"):
                socket.create_connection((address, port), timeout=5)
        socket.create_connection(("127.0.0.1", port), timeout=5).close()


def test_connections_made_before_are_dropped() -> None:
    with listener_on_every_network() as listener:
        port = listener.getsockname()[1]
        waiting = socket.create_connection(("127.0.0.1", port), timeout=5)
        early = socket.create_connection(("127.0.0.1", port), timeout=5)
        accepted, _ = listener.accept()
        keep_to_loopback(port)
        for client in (waiting, early):
            assert select.select([client], [], [], 5)[0], "still open"
            with contextlib.suppress(ConnectionResetError):
                assert client.recv(1) == b""
            client.close()
        accepted.close()


def test_sockets_on_other_ports_are_left_alone() -> None:
    with listener_on_every_network() as listener, listener_on_every_network() as other:
        keep_to_loopback(listener.getsockname()[1])
        assert other.getsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, 16).strip(b"\0") == b""


def test_a_port_that_nobody_listens_on_is_an_error() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(ConsoleExposedError, match="nothing listens"):
        keep_to_loopback(port)

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from telescan.wire.tcp_probe import TcpProbe


@contextmanager
def connected(host: str, family: socket.AddressFamily) -> Iterator[tuple[socket.socket, int]]:
    with socket.create_server((host, 0), family=family) as server:
        port = server.getsockname()[1]
        with socket.create_connection((host, port)) as client:
            there, _ = server.accept()
            with there:
                client.sendall(b"x" * 1000)
                there.recv(2000)
                yield client, port


@pytest.mark.parametrize(
    ("host", "family"), [("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)]
)
def test_the_round_trip_is_the_one_that_the_socket_itself_knows(
    host: str, family: socket.AddressFamily
) -> None:
    with connected(host, family) as (client, port):
        with closing(TcpProbe(port)) as probe:
            seen_s = probe.round_trip_s(os.getpid())
        info = client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
    assert seen_s == int.from_bytes(info[68:72], sys.byteorder) / 1e6


def test_another_process_s_connection_is_not_looked_at() -> None:
    with connected("127.0.0.1", socket.AF_INET) as (_, port), closing(TcpProbe(port)) as probe:
        assert probe.round_trip_s(os.getppid()) is None


def test_without_a_connection_nothing_is_measured() -> None:
    with connected("127.0.0.1", socket.AF_INET) as (_, port):
        probe = TcpProbe(port)
        assert probe.round_trip_s(os.getpid()) is not None
    with closing(probe):
        assert probe.round_trip_s(os.getpid()) is None

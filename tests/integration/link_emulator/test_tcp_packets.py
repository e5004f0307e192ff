"""The kernel's count, over a link that loses packets."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from bench.link_emulator import Direction, EmulatedLink, LinkUnavailableError, Profile

from telescan.wire.packet_loss import PacketCount
from telescan.wire.tcp_packets import packets_of

LOSSY = Profile(
    Direction(delay_ms=2, loss_percent=5, rate_mbit_s=100), Direction(delay_ms=2, rate_mbit_s=100)
)
BYTES = 2_000_000


def test_what_the_kernel_sends_again_is_what_the_link_lost():
    try:
        with EmulatedLink(LOSSY) as link:
            count = transferred(link)
    except LinkUnavailableError as reason:
        pytest.skip(str(reason))
    assert count.sent > BYTES / 1400
    assert 0.03 < count.lost / count.sent < 0.09


def transferred(link: EmulatedLink) -> PacketCount:
    with link.hub.entered():
        door = socket.create_server((link.hub.address, 4001))
    with link.site.entered():
        sender = socket.create_connection((link.hub.address, 4001))
    with door, sender, door.accept()[0] as receiver:
        with ThreadPoolExecutor() as threads:
            threads.submit(sender.sendall, bytes(BYTES))
            came = 0
            while came < BYTES:
                came += len(receiver.recv(1 << 16))
        count = packets_of(sender)
        assert count is not None
        return count


def test_a_closed_socket_has_no_count():
    sock = socket.socket()
    sock.close()
    assert packets_of(sock) is None
    assert packets_of(None) is None

"""What the emulator does to packets is what its profile says. Draws repeat, so losses are exact."""

import itertools
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.link_emulator import (
    PROFILES,
    Direction,
    EmulatedLink,
    LinkUnavailableError,
    Profile,
)

PORT = 4000
NOTHING = Direction()
HEADERS = 28
"""IP and UDP."""


@pytest.fixture(autouse=True, scope="module")
def _namespaces_are_permitted() -> None:
    try:
        with EmulatedLink(PROFILES["lo"]):
            pass
    except LinkUnavailableError as reason:
        pytest.skip(str(reason))


class Ends:
    """A socket on each side of a link."""

    def __init__(self, link: EmulatedLink) -> None:
        self.link = link
        with link.site.entered():
            self.site = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.site.bind((link.site.address, PORT))
            self.site.connect((link.hub.address, PORT))
        with link.hub.entered():
            self.hub = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.hub.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
            self.hub.bind((link.hub.address, PORT))
            self.hub.connect((link.site.address, PORT))

    def send(self, number: int, length: int = 4) -> None:
        self.site.send(number.to_bytes(4) + bytes(length - 4))

    def arrivals(self, quiet_s: float) -> Iterator[tuple[int, float]]:
        """Numbers and moments of what arrives, until nothing does."""
        self.hub.settimeout(quiet_s)
        while True:
            try:
                packet = self.hub.recv(65_536)
            except TimeoutError:
                return
            yield int.from_bytes(packet[:4]), time.monotonic()

    def close(self) -> None:
        self.site.close()
        self.hub.close()


def joined(up: Direction, down: Direction = NOTHING) -> "Joined":
    return Joined(EmulatedLink(Profile(up, down)))


class Joined:
    def __init__(self, link: EmulatedLink) -> None:
        self._link = link

    def __enter__(self) -> Ends:
        self._ends = Ends(self._link.__enter__())
        return self._ends

    def __exit__(self, *error: object) -> None:
        self._ends.close()
        self._link.__exit__(None, None, None)


def test_a_round_trip_takes_both_delays_and_nothing_less() -> None:
    with joined(Direction(delay_ms=20), Direction(delay_ms=30)) as ends:
        round_trips_ms = []
        for number in range(20):
            sent = time.monotonic()
            ends.send(number)
            ends.hub.send(ends.hub.recv(64))
            ends.site.recv(64)
            round_trips_ms.append((time.monotonic() - sent) * 1e3)
    assert min(round_trips_ms) >= 50
    assert min(round_trips_ms) < 60


def test_jitter_lengthens_delays_and_never_reorders() -> None:
    way = Direction(delay_ms=10, jitter_ms=5)
    with joined(way) as ends:
        sent = []
        for number in range(200):
            sent.append(time.monotonic())
            ends.send(number)
            time.sleep(0.002)
        arrived = list(ends.arrivals(0.5))
    assert [number for number, _ in arrived] == list(range(200))
    delays_ms = [(at - sent[number]) * 1e3 for number, at in arrived]
    assert min(delays_ms) >= way.delay_ms
    assert statistics.fmean(delays_ms) >= way.delay_ms + 0.5 * way.jitter_ms


def test_the_bottleneck_passes_its_rate() -> None:
    rate_mbit_s, length, count = 8.0, 1_000, 400
    with joined(Direction(rate_mbit_s=rate_mbit_s, queue_ms=10_000)) as ends:
        began = time.monotonic()
        for number in range(count):
            ends.send(number, length)
        arrived = list(ends.arrivals(0.5))
    taken_s = arrived[-1][1] - began
    fair_s = count * (length + HEADERS) * 8 / (rate_mbit_s * 1e6)
    assert len(arrived) == count
    assert fair_s * 0.99 <= taken_s <= fair_s * 1.3


def test_a_full_queue_drops_what_comes_last() -> None:
    with joined(Direction(rate_mbit_s=8, queue_ms=50)) as ends:
        for number in range(400):
            ends.send(number, 1_000)
        arrived = list(ends.arrivals(0.5))
        counted = ends.link.counters().up
    assert counted.dropped == 400 - len(arrived) > 200
    assert arrived[0][0] == 0


@pytest.mark.parametrize("burst_packets", [1, 3])
def test_losses_have_their_share_and_come_in_bursts(burst_packets: int) -> None:
    count, way = 10_000, Direction(loss_percent=5, burst_packets=burst_packets)
    with joined(way) as ends:
        came = set()
        for first in range(0, count, 1_000):
            for number in range(first, first + 1_000):
                ends.send(number)
            came |= {number for number, _ in itertools.islice(ends.arrivals(0.1), 1_000)}
        counted = ends.link.counters().up
    missing = [number not in came for number in range(count)]
    bursts = sum(lost and not before for before, lost in itertools.pairwise([False, *missing]))
    assert sum(missing) == counted.lost
    assert counted.lost / count == pytest.approx(0.05, rel=0.15)
    assert counted.lost / bursts == pytest.approx(burst_packets, rel=0.15)


def test_a_stall_holds_everything_and_loses_nothing() -> None:
    with joined(Direction(stall_every_s=1, stall_ms=300)) as ends:
        for number in range(100):
            ends.send(number)
            time.sleep(0.02)
        arrived = list(ends.arrivals(0.6))
        lost = ends.link.counters().up.lost
    assert len(arrived) == 100
    assert lost == 0


def test_what_is_sent_in_a_stall_arrives_together_at_its_end() -> None:
    with joined(Direction(stall_every_s=1, stall_ms=300)) as ends:
        ends.hub.settimeout(2)
        waits_ms = []
        for number in range(60):
            sent = time.monotonic()
            ends.send(number)
            ends.hub.recv(64)
            waits_ms.append((time.monotonic() - sent) * 1e3)
            time.sleep(0.03)
    assert max(waits_ms) > 200
    assert statistics.median(waits_ms) < 100


def test_nothing_passes_during_an_outage_and_everything_after_it() -> None:
    with joined(NOTHING) as ends:
        ends.link.outage(True)
        ends.send(1)
        assert list(ends.arrivals(0.2)) == []
        ends.link.outage(False)
        ends.link.counters()  # answered only after the line before it was obeyed
        ends.send(2)
        assert [number for number, _ in ends.arrivals(0.5)] == [2]


def test_an_outage_of_one_way_leaves_the_other_alone() -> None:
    with joined(NOTHING) as ends:
        ends.link.outage(True, down=False)
        ends.send(1)
        ends.hub.send(b"down")
        assert ends.site.recv(64) == b"down"
        assert list(ends.arrivals(0.2)) == []
        ends.link.outage(True, up=False)
        ends.link.counters()  # answered only after the line before it was obeyed
        ends.send(2)
        assert [number for number, _ in ends.arrivals(0.5)] == [2]


def test_what_one_side_opens_the_other_and_the_machine_do_not_see() -> None:
    with joined(NOTHING) as ends:
        with ends.link.site.entered():
            listener = socket.create_server(("127.0.0.1", PORT))
        outside = socket.socket()
        assert outside.connect_ex(("127.0.0.1", PORT)) != 0
        seen = subprocess.run(
            ends.link.hub.command("cat", "/proc/net/tcp"),
            capture_output=True,
            text=True,
            check=True,
        )
        assert f":{PORT:04X} " not in seen.stdout
        listener.close()
        outside.close()


def test_a_link_ends_with_the_program_that_made_it_however_that_ends() -> None:
    script = (
        "import os, signal; from bench.link_emulator import *;"
        "link = EmulatedLink(PROFILES['lo']).__enter__();"
        "print(link.site.file.parts[2], flush=True);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    path = os.pathsep.join([*(p for p in sys.path if p), str(Path.cwd())])
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    emulator = Path(f"/proc/{int(done.stdout)}/ns/net")
    until = time.monotonic() + 10
    while emulator.exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not emulator.exists()


def test_the_profiles_are_the_links_that_others_were_measured_over() -> None:
    figures = {
        name: (
            profile.up.delay_ms,
            profile.up.jitter_ms,
            profile.up.loss_percent,
            profile.up.rate_mbit_s,
        )
        for name, profile in PROFILES.items()
    }
    assert figures == {
        "lo": (0, 0, 0, 0),
        "good": (12.5, 2, 0.1, 50),
        "mid": (20, 5, 1, 20),
        "bad": (30, 10, 2, 10),
    }
    assert all(profile.up == profile.down for profile in PROFILES.values())
    assert (PROFILES["bad"].up.stall_every_s, PROFILES["bad"].up.stall_ms) == (10, 300)

"""The links that the console is measured over: loopback and three qualities of 5G."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Direction:
    """How a link treats packets one way. The default does nothing to them."""

    delay_ms: float = 0.0
    """The least time under way."""
    jitter_ms: float = 0.0
    """Standard deviation of the normal variate whose magnitude is added to ``delay_ms``."""
    loss_percent: float = 0.0
    """Share of packets lost."""
    burst_packets: float = 1.0
    """Mean length of a burst of losses (Gilbert's model)."""
    rate_mbit_s: float = 0.0
    """Bottleneck; 0: none."""
    queue_ms: float = 200.0
    """What would wait longer for the bottleneck is dropped."""
    stall_every_s: float = 0.0
    """Period of stalls, as at handovers; 0: none."""
    stall_ms: float = 0.0
    """How long a stall holds everything."""


@dataclass(frozen=True)
class Profile:
    """A link."""

    up: Direction
    """Site to hub."""
    down: Direction
    """Hub to site."""
    mtu: int = 1400
    """Bytes in a packet, IP header and all."""


def _alike(way: Direction) -> Profile:
    return Profile(way, way)


PROFILES = {
    "lo": _alike(Direction()),
    "good": _alike(
        Direction(delay_ms=12.5, jitter_ms=2, loss_percent=0.1, rate_mbit_s=50, queue_ms=150)
    ),
    "mid": _alike(
        Direction(delay_ms=20, jitter_ms=5, loss_percent=1, rate_mbit_s=20, queue_ms=200)
    ),
    "bad": _alike(
        Direction(
            delay_ms=30,
            jitter_ms=10,
            loss_percent=2,
            burst_packets=3,
            rate_mbit_s=10,
            queue_ms=300,
            stall_every_s=10,
            stall_ms=300,
        )
    ),
}

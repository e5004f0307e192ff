"""What samples say: quantiles, frames lost, bytes, and the ratio of two contenders. Pure."""

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

QUANTITIES = (
    "p50_ms",
    "p95_ms",
    "max_ms",
    "bytes_per_event",
    "bytes_per_text_scroll",
    "bytes_per_image",
)


@dataclass
class Samples:
    """What was measured of one contender, over all its turns."""

    delays_ms: list[float | None] = field(default_factory=list)
    """From a key's event to the frame that shows it; None: never seen."""
    frames_played: int = 0
    """Slices that the console showed while they were counted."""
    frames_seen: int = 0
    """Of them, those that came to the screen."""
    typing_bytes: int = 0
    """On the link, site to hub, while keys were pressed."""
    motion_bytes: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """On the link for one ``text`` scroll or ``image`` while they move, one for each turn."""
    exact_after_ms: dict[str, list[float | None]] = field(default_factory=lambda: defaultdict(list))
    """From the last change to the scanner's own pixels, one for each turn; None: never."""
    rest_bytes_per_s: list[float] = field(default_factory=list)
    """On the link while nothing moves, one for each turn."""
    busy_s: dict[str, float] = field(default_factory=dict)
    """Processor time of each process and its children while keys were pressed."""
    typing_s: float = 0.0
    """How long keys were pressed."""

    def add_frames(self, seen: Collection[int]) -> None:
        """Count the slices seen in one turn, by their running numbers."""
        if seen:
            self.frames_played += max(seen) - min(seen) + 1
            self.frames_seen += len(seen)

    def figures(self) -> dict[str, object]:
        """Return what is printed."""
        seen = sorted(delay for delay in self.delays_ms if delay is not None)
        events = len(self.delays_ms) + self.frames_played
        return {
            "keys": len(self.delays_ms),
            "keys_lost": len(self.delays_ms) - len(seen),
            "p50_ms": quantile(seen, 0.5),
            "p95_ms": quantile(seen, 0.95),
            "max_ms": quantile(seen, 1.0),
            "bytes_per_event": self.typing_bytes / events if events else None,
            "bytes_per_text_scroll": _mean(self.motion_bytes.get("text", [])),
            "bytes_per_image": _mean(self.motion_bytes.get("image", [])),
            "uplink_mbit_s": self.typing_bytes * 8e-6 / self.typing_s if self.typing_s else None,
            "exact_after_ms": {kind: _worst(each) for kind, each in self.exact_after_ms.items()},
            "bytes_at_rest_per_s": _mean(self.rest_bytes_per_s),
            "frames": self.frames_played,
            "frames_lost": self.frames_played - self.frames_seen,
            "busy_percent": {
                name: 100 * busy_s / self.typing_s for name, busy_s in self.busy_s.items()
            },
        }


def under_upload(
    without: dict[str, object], during: dict[str, object], rate_mbit_s: float
) -> dict[str, float | None]:
    """Return what an upload costs a contender's keys, and what the upload gets of the link.

    Of what is left of ``rate_mbit_s`` (0: no limit) by the console alone.
    """
    before, after = without["uplink_mbit_s"], during["uplink_mbit_s"]
    share = None
    if isinstance(before, float) and isinstance(after, float) and rate_mbit_s:
        share = (after - before) / (rate_mbit_s - before)
    return {name: _over(during[name], without[name]) for name in ("p50_ms", "p95_ms")} | {
        "upload_share_of_what_is_left": share
    }


def ratio(ours: dict[str, object], theirs: dict[str, object]) -> dict[str, float | None]:
    """Return ours over theirs."""
    return {name: _over(ours[name], theirs[name]) for name in QUANTITIES}


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """Return the least value that ``share`` of all do not exceed; None of nothing."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _worst(values: Sequence[float | None]) -> float | None:
    """Return the largest; None where one is None."""
    known = [value for value in values if value is not None]
    return max(known) if known and len(known) == len(values) else None


def _over(ours: object, theirs: object) -> float | None:
    if isinstance(ours, int | float) and isinstance(theirs, int | float) and theirs > 0:
        return ours / theirs
    return None

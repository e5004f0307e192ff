"""What the console is held to: each bar, what was measured, and whether it is met. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One figure that may not exceed its limit."""

    says: str
    figure: tuple[str, ...]
    """Where it stands in the result."""
    limit: float
    links: frozenset[str] = frozenset({"mid"})
    """On which links it is asked for."""
    scrolling: bool | None = None
    """Asked for only with images scrolling (True), or in every case (None)."""


_BARS = (
    Bar("key to pixel, p50, ours / noVNC's", ("ratio", "p50_ms"), 0.55, scrolling=True),
    Bar("key to pixel, p95, ours / noVNC's", ("ratio", "p95_ms"), 0.5,
        frozenset({"mid", "bad"}), scrolling=True),
    Bar("key to pixel, p50, ours / noVNC's", ("ratio", "p50_ms"), 1.0, frozenset({"lo"})),
    Bar("bytes of a text scroll, ours / noVNC's", ("ratio", "bytes_per_text_scroll"), 0.12),
    Bar("bytes of an image, ours / noVNC's", ("ratio", "bytes_per_image"), 0.5),
    Bar("text exact at rest within, ms", ("telescan", "exact_after_ms", "text"), 300),
    Bar("image exact at rest within, ms", ("telescan", "exact_after_ms", "image"), 300),
    Bar("key to pixel, p95, with an upload / without",
        ("with_upload", "over_without", "telescan", "p95_ms"), 1.3),
    Bar("gateway's processor time, all viewers / one", ("viewers", "gateway_ratio"), 1.2,
        frozenset({"lo", "good", "mid", "bad"})),
    Bar("hub for an idle viewer, percent of a core", ("viewers", "hub_percent_per_idle_viewer"), 3,
        frozenset({"lo", "good", "mid", "bad"})),
    Bar("first new pixels after an outage, ms",
        ("outage", "telescan", "first_pixels_ms"), 1000),
)  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """A bar with what was measured; ``is_met`` is None where nothing was."""

    says: str
    measured: float | None
    limit: float
    is_met: bool | None


def verdicts(result: Mapping[str, object], *, link: str, scroll: bool) -> list[Verdict]:
    """Return the bars that this result was asked for."""
    return list(_verdicts(result, link, scroll))


def _verdicts(result: Mapping[str, object], link: str, scroll: bool) -> Iterator[Verdict]:
    for bar in _BARS:
        if bar.figure[0] not in result or link not in bar.links:
            continue
        if bar.scrolling and not scroll:
            continue
        measured = _found(result, bar.figure)
        yield Verdict(
            bar.says, measured, bar.limit, None if measured is None else measured <= bar.limit
        )


def _found(result: object, path: tuple[str, ...]) -> float | None:
    for name in path:
        result = result.get(name) if isinstance(result, Mapping) else None
    return float(result) if isinstance(result, int | float) else None

"""What people are told of the link between site and hub: rounded, only when it changed. Pure."""

from telescan.console.link_room import LinkEstimate
from telescan.console.messages import LinkFigures
from telescan.wire.console_pipe import Transport

_DIGITS = 2
"""A rate is known no better than that."""
_NOTABLE_MS = 5.0
_NOTABLE_SHARE = 0.15
_NOTABLE_PERCENT = 0.2


def figures_of(
    estimate: LinkEstimate, loss_share: float | None, transport: Transport | None
) -> LinkFigures:
    """Return what was measured, in the units of the screen."""
    rate = estimate.rate_bytes_per_s
    return LinkFigures(
        rate_bit_per_s=None if rate is None else float(f"{rate * 8:.{_DIGITS}g}"),
        round_trip_ms=_ms(estimate.round_trip_s),
        queueing_ms=_ms(estimate.queueing_s),
        loss_percent=None if loss_share is None else round(loss_share * 100, 1),
        transport=transport,
    )


def notable(before: LinkFigures | None, now: LinkFigures) -> bool:
    """Tell whether it is worth a message that the figures changed."""
    if before is None or before.transport is not now.transport:
        return True
    pairs = (
        (before.rate_bit_per_s, now.rate_bit_per_s, 0.0),
        (before.round_trip_ms, now.round_trip_ms, _NOTABLE_MS),
        (before.queueing_ms, now.queueing_ms, _NOTABLE_MS),
        (before.loss_percent, now.loss_percent, _NOTABLE_PERCENT),
    )
    return any(_differs(old, new, least) for old, new, least in pairs)


def _differs(old: float | None, new: float | None, least: float) -> bool:
    if old is None or new is None:
        return old is not new
    return abs(new - old) > max(least, _NOTABLE_SHARE * max(old, new))


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(max(0.0, seconds) * 1000, 1)

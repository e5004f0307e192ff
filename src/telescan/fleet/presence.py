"""Who is there: decided from when something was last heard. Pure: the time comes in.

Gateways speak of each scanner every two seconds and answer a ping every two seconds; three misses
and somebody is offline, which the hub notices within ten seconds at the latest.
"""

from datetime import datetime, timedelta

SPEAKS_EVERY = timedelta(seconds=2)
OFFLINE_AFTER = timedelta(seconds=7)
LOOKED_AT_EVERY = timedelta(seconds=1)


def is_online(last_seen: datetime | None, now: datetime) -> bool:
    """Tell whether something heard last at ``last_seen`` (None: never) counts as online.

    A time ahead of ``now`` counts as heard now: clocks are set back at times.
    """
    return last_seen is not None and now - last_seen <= OFFLINE_AFTER


def is_worth_telling(told_ms: float | None, measured_ms: float | None) -> bool:
    """Tell whether a delay differs enough from the one shown: by 1 ms and by a tenth."""
    if told_ms is None or measured_ms is None:
        return told_ms is not measured_ms
    return abs(measured_ms - told_ms) > max(1.0, 0.1 * told_ms)

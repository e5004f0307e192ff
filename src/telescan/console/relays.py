"""All consoles at the hub."""

from collections.abc import Callable
from datetime import UTC, datetime

from telescan.console.messages import RefusalReason
from telescan.console.relay import ScannerRelay
from telescan.scanner.sources import DEFAULT_SOURCE_ID


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Relays:
    """All relays of one hub: of each source of each scanner."""

    def __init__(self, now: Callable[[], datetime] = _utc_now) -> None:
        self._now = now
        self._relays: dict[tuple[str, str], ScannerRelay] = {}

    def of(self, scanner_id: str, source_id: str = DEFAULT_SOURCE_ID) -> ScannerRelay:
        """Return the relay of a source. Ask only for scanners and sources that exist."""
        key = (scanner_id, source_id)
        if key not in self._relays:
            self._relays[key] = ScannerRelay(scanner_id, self._now, source_id)
        return self._relays[key]

    def end_person(self, person_id: str, reason: RefusalReason) -> None:
        """End every console that a person sees."""
        for relay in self._relays.values():
            relay.end_person(person_id, reason)

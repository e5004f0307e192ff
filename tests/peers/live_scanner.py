"""What a gateway tells of a scanner that it reaches."""

from datetime import UTC, datetime

from telescan.wire.messages import ScannerLive


def live_scanner() -> ScannerLive:
    """Return the state of a scanner that has said nothing of itself yet."""
    return ScannerLive(
        site_id="county",
        scanner_id="county-mr2",
        name="MR2",
        at=datetime.now(UTC),
        reachable=True,
        description=None,
        status=None,
    )

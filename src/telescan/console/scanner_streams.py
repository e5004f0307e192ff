"""All streams of one scanner, as one."""

import asyncio
from collections.abc import Sequence

from telescan.console.site_stream import SiteStream


class ScannerStreams:
    """The streams of a scanner's sources. ``run`` it in a task."""

    def __init__(self, streams: Sequence[SiteStream]) -> None:
        self._streams = tuple(streams)

    async def run(self) -> None:
        """Serve every source until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for stream in self._streams:
                tasks.create_task(stream.run())

    @property
    def delay_ms(self) -> float | None:
        """The longest round trip between site and hub that a driver feels; None: not measured."""
        measured = (stream.delay_ms for stream in self._streams if stream.drivable)
        return max((delay_ms for delay_ms in measured if delay_ms is not None), default=None)

    @property
    def is_watched(self) -> bool:
        """Whether somebody looks at one of the sources."""
        return any(stream.is_watched for stream in self._streams)

    def rights_changed(self) -> None:
        """Act on new rights at once, at every source."""
        for stream in self._streams:
            stream.rights_changed()

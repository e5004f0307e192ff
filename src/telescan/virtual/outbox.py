"""Images on their way out: each series is sent until all of it is acknowledged.

After a failure the reason is shown and the series is sent again, at first soon, then ever more
slowly. Nothing leaves the outbox unacknowledged.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from telescan.virtual.dicom_out import DicomOutError
from telescan.virtual.language import Sentence

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 30.0


@dataclass(frozen=True)
class OutboxState:
    """What the console shows of images on their way."""

    unsent: tuple[str, ...] = ()
    """Series still to send, ``<exam>/<series>``, oldest first."""
    sending: str | None = None
    sent_images: int = 0
    """Of the series being sent, or sent last."""
    problem: Sentence | None = None
    """Why the last attempt failed."""


type Send = Callable[[tuple[Path, ...], Callable[[Path], None]], None]
"""Sends files and reports each that was acknowledged; raises DicomOutError. Runs in a thread."""


class Outbox:
    """Sends series one after the other. ``run`` is a task of its own."""

    def __init__(
        self,
        send: Send,
        files_of: Callable[[str], tuple[Path, ...]],
        changed: Callable[[OutboxState], None],
        unsent: tuple[str, ...] = (),
    ) -> None:
        self._send = send
        self._files_of = files_of
        self._changed = changed
        self._wake = asyncio.Event()
        self._acknowledged: set[Path] = set()
        self.state = OutboxState(unsent=unsent)

    def add(self, series_key: str) -> None:
        """Take over a series whose images are on disk."""
        self._show(OutboxState((*self.state.unsent, series_key), problem=self.state.problem))
        self._wake.set()

    def send_again(self) -> None:
        """Try now instead of waiting."""
        self._wake.set()

    async def run(self) -> None:
        """Send whatever is there, for ever."""
        wait_s = FIRST_WAIT_S
        while True:
            if not self.state.unsent:
                await self._wake.wait()
            self._wake.clear()
            if not self.state.unsent:
                continue
            if await self._attempt(self.state.unsent[0]):
                wait_s = FIRST_WAIT_S
                continue
            try:
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()
            except TimeoutError:
                wait_s = min(LONGEST_WAIT_S, wait_s * 2)

    async def _attempt(self, key: str) -> bool:
        files = self._files_of(key)
        missing = tuple(f for f in files if f not in self._acknowledged)
        before = len(files) - len(missing)
        problem = self.state.problem
        self._show(OutboxState(self.state.unsent, key, before, problem))
        try:
            await asyncio.to_thread(self._send, missing, self._acknowledged.add)
        except DicomOutError as error:
            problem = error.reason
        else:
            self._acknowledged.difference_update(files)
            unsent = tuple(k for k in self.state.unsent if k != key)
            self._show(OutboxState(unsent, sent_images=len(files)))
            return True
        sent = sum(f in self._acknowledged for f in files)
        self._show(OutboxState(self.state.unsent, None, sent, problem))
        return False

    def _show(self, state: OutboxState) -> None:
        self.state = state
        self._changed(state)

"""Overlapping tries to open a connection: the first that is answered wins, the others are ended."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from telescan.wire.reconnection import TRY_FOR_S, pause_s

_log = logging.getLogger(__name__)


class OpeningRefusedError(Exception):
    """The other side answered and said no."""


class Race[C]:
    """Opens one connection, however often that has to be tried.

    Args:
        open_one: one try. Raises OSError or TimeoutError where nobody answers, and
            OpeningRefusedError where the answer is no.
        dispose: ends a connection that nobody takes.
        name: of what is opened, for the log.

    """

    def __init__(
        self, open_one: Callable[[], Awaitable[C]], dispose: Callable[[C], None], name: str
    ) -> None:
        self._open_one = open_one
        self._dispose = dispose
        self._name = name
        self._running: asyncio.Task[C] | None = None
        self._refusals = 0
        self._reported = False

    @property
    def won(self) -> bool:
        """Whether a connection waits to be taken."""
        return self._running is not None and self._running.done()

    def begin(self) -> None:
        """Start trying, unless this is under way."""
        if self._running is None:
            self._refusals, self._reported = 0, False
            self._running = asyncio.create_task(self._run())

    async def winner(self) -> C:
        """Return the first connection that opens."""
        self.begin()
        assert self._running is not None  # noqa: S101 begin sets it
        connection = await self._running
        self._running = None
        return connection

    async def cancel(self) -> None:
        """Stop trying; a connection that nobody took is ended."""
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                self._dispose(await running)

    async def _run(self) -> C:
        now_s = asyncio.get_running_loop().time
        began_s = now_s()
        won: asyncio.Future[C] = asyncio.get_running_loop().create_future()
        tries: set[asyncio.Task[None]] = set()
        try:
            while not won.done():
                one = asyncio.create_task(self._try(won))
                tries.add(one)
                one.add_done_callback(tries.discard)
                await asyncio.wait({won}, timeout=pause_s(now_s() - began_s, self._refusals))
            return won.result()
        except asyncio.CancelledError:
            if won.done():
                self._dispose(won.result())
            raise
        finally:
            for one in tries:
                one.cancel()
            await asyncio.gather(*tries, return_exceptions=True)

    async def _try(self, won: asyncio.Future[C]) -> None:
        try:
            async with asyncio.timeout(TRY_FOR_S):
                connection = await self._open_one()
        except OpeningRefusedError as error:
            self._refusals += 1
            self._report(error)
        except (OSError, TimeoutError) as error:
            self._refusals = 0
            self._report(error)
        else:
            if won.done():
                self._dispose(connection)
            else:
                won.set_result(connection)

    def _report(self, error: Exception) -> None:
        """Log a fault once, not at every new try."""
        if not self._reported:
            _log.warning("%s: %s", self._name, str(error) or type(error).__name__)
        self._reported = True

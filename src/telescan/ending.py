"""How our programs end: at SIGTERM or SIGINT, with everything that they opened closed in order."""

import asyncio
import contextlib
import signal
from collections.abc import Generator

import uvicorn


def told_to_end() -> asyncio.Future[None]:
    """Return what is done once the program is told to end; from now on signals do nothing else."""
    loop = asyncio.get_running_loop()
    told: asyncio.Future[None] = loop.create_future()

    def tell() -> None:
        if not told.done():
            told.set_result(None)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, tell)
    return told


class Server(uvicorn.Server):
    """uvicorn without its own signal handling: the program decides when it ends."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals alone."""
        yield

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

from telescan.virtual.dicom_out import DicomOutError
from telescan.virtual.language import spoken
from telescan.virtual.outbox import Outbox, OutboxState

FILES = {
    "E1/S1": (Path("a1"), Path("a2"), Path("a3")),
    "E1/S2": (Path("b1"),),
}


class Destination:
    """Takes files; fails before the file that it is told to fail at."""

    def __init__(self) -> None:
        self.taken: list[Path] = []
        self.fails_at: Path | None = None

    def __call__(self, files: tuple[Path, ...], sent: Callable[[Path], None]) -> None:
        for file in files:
            if file == self.fails_at:
                self.fails_at = None
                raise DicomOutError(spoken("out of resources"))
            self.taken.append(file)
            sent(file)


async def run_until_empty(
    destination: Destination, *series: str, unsent: tuple[str, ...] = ()
) -> list[OutboxState]:
    states: list[OutboxState] = []
    outbox = Outbox(destination, FILES.__getitem__, states.append, unsent)
    task = asyncio.create_task(outbox.run())
    for key in series:
        outbox.add(key)
    async with asyncio.timeout(20):
        while outbox.state.unsent or not destination.taken:
            if outbox.state.problem is not None and outbox.state.sending is None:
                outbox.send_again()
            await asyncio.sleep(0.01)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return states


async def test_series_are_sent_in_order_and_whole() -> None:
    destination = Destination()
    await run_until_empty(destination, "E1/S1", "E1/S2")
    assert destination.taken == [*FILES["E1/S1"], *FILES["E1/S2"]]


async def test_what_was_left_unsent_before_is_sent_first() -> None:
    destination = Destination()
    await run_until_empty(destination, "E1/S2", unsent=("E1/S1",))
    assert destination.taken == [*FILES["E1/S1"], *FILES["E1/S2"]]


async def test_after_a_failure_only_what_was_not_acknowledged_is_sent_again() -> None:
    destination = Destination()
    destination.fails_at = Path("a2")
    states = await run_until_empty(destination, "E1/S1")
    assert destination.taken == list(FILES["E1/S1"])
    problems = [state for state in states if state.problem is not None]
    assert problems[0].problem == spoken("out of resources")
    assert problems[0].sent_images == 1
    assert states[-1].problem is None


async def test_a_series_leaves_only_when_all_of_it_is_acknowledged() -> None:
    destination = Destination()
    destination.fails_at = Path("a3")
    states = await run_until_empty(destination, "E1/S1")
    assert all("E1/S1" in s.unsent for s in states[:-1])
    assert states[-1].unsent == ()

"""How a long computation is shared out over threads, tells its progress, and is given up."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, Lock


def _untold(share: float) -> None:
    del share


@dataclass(frozen=True)
class Effort:
    """The means of one computation."""

    threads: int = 2
    progress: Callable[[float], None] = _untold
    """Called after each small part, from any of the threads but from one at a time.

    It is told the share done so far, which only grows.
    What it raises ends the computation within one such part, and leaves it.
    """

    def part(self, before: float, after: float) -> "Effort":
        """Return the means of a part that begins and ends at shares of the whole."""
        whole = self.progress
        return Effort(self.threads, lambda share: whole(before + (after - before) * share))

    def spend_on[Part](
        self, work: Callable[[Part], None], parts: Iterable[Part], share: tuple[float, float]
    ) -> None:
        """Do the work on every part; ``share`` is what was done before and what will be after."""
        listed = list(parts)
        before, after = share
        shares = (before + (after - before) * (n + 1) / len(listed) for n in range(len(listed)))
        telling, given_up = Lock(), Event()

        def one(part: Part) -> None:
            if given_up.is_set():
                return
            try:
                work(part)
                with telling:
                    self.progress(next(shares))
            except BaseException:
                given_up.set()
                raise

        with ThreadPoolExecutor(self.threads) as pool:
            try:
                for done in [pool.submit(one, part) for part in listed]:
                    done.result()
            finally:
                given_up.set()

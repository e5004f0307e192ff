"""How long somebody who typed wrong passwords waits. Pure: the time comes in as an argument.

A name from one address may be tried a few times freely, an address a few times more with whatever
names; after that each failure doubles the wait. Failures from elsewhere never lock the owner of an
account out.
"""

import math
from dataclasses import dataclass, replace

FREE_TRIES_PER_ACCOUNT = 5
FREE_TRIES_PER_ADDRESS = 20
FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 900.0
FORGET_AFTER_S = 3_600.0


@dataclass(frozen=True)
class _Failures:
    count: int
    last_at_s: float


class SignInBackoff:
    """Counts failures per account and address, and per address."""

    def __init__(self) -> None:
        self._failures: dict[tuple[str, str], _Failures] = {}

    def wait_s(self, username: str, address: str, now_s: float) -> float:
        """Return how long the next try has to wait; 0: it may come now."""
        return max(
            self._wait_of((username, address), FREE_TRIES_PER_ACCOUNT, now_s),
            self._wait_of(("", address), FREE_TRIES_PER_ADDRESS, now_s),
        )

    def failed(self, username: str, address: str, now_s: float) -> None:
        """Count a wrong password."""
        self._forget_old(now_s)
        for key in ((username, address), ("", address)):
            count = self._failures[key].count + 1 if key in self._failures else 1
            self._failures[key] = _Failures(count, now_s)

    def succeeded(self, username: str, address: str) -> None:
        """Forget this account's failures from this address; the address' own count steps back."""
        self._failures.pop((username, address), None)
        of_address = self._failures.pop(("", address), None)
        if of_address is not None and of_address.count > 1:
            self._failures["", address] = replace(of_address, count=of_address.count - 1)

    def _wait_of(self, key: tuple[str, str], free_tries: int, now_s: float) -> float:
        failures = self._failures.get(key)
        if failures is None or failures.count < free_tries:
            return 0.0
        doublings = min(failures.count - free_tries, 30)
        wait_s = min(math.ldexp(FIRST_WAIT_S, doublings), LONGEST_WAIT_S)
        return max(0.0, failures.last_at_s + wait_s - now_s)

    def _forget_old(self, now_s: float) -> None:
        old = [k for k, f in self._failures.items() if now_s - f.last_at_s > FORGET_AFTER_S]
        for key in old:
            del self._failures[key]

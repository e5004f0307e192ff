"""Wrong passwords cost time, but nobody locks somebody else out."""

from hypothesis import given
from hypothesis import strategies as st

from telescan.identity.backoff import (
    FREE_TRIES_PER_ACCOUNT,
    FREE_TRIES_PER_ADDRESS,
    LONGEST_WAIT_S,
    SignInBackoff,
)


def fail(backoff: SignInBackoff, times: int, *, name: str = "li", address: str = "a") -> None:
    for _ in range(times):
        backoff.failed(name, address, 0.0)


def test_the_first_tries_are_free() -> None:
    backoff = SignInBackoff()
    fail(backoff, FREE_TRIES_PER_ACCOUNT - 1)
    assert backoff.wait_s("li", "a", 0.0) == 0


@given(st.integers(FREE_TRIES_PER_ACCOUNT, 200))
def test_each_further_failure_waits_at_least_as_long_and_never_for_ever(failures: int) -> None:
    backoff = SignInBackoff()
    fail(backoff, failures)
    before = backoff.wait_s("li", "a", 0.0)
    fail(backoff, 1)
    assert 0 < before <= backoff.wait_s("li", "a", 0.0) <= LONGEST_WAIT_S


def test_the_wait_passes() -> None:
    backoff = SignInBackoff()
    fail(backoff, FREE_TRIES_PER_ACCOUNT)
    wait_s = backoff.wait_s("li", "a", 0.0)
    assert backoff.wait_s("li", "a", wait_s) == 0


def test_failures_from_elsewhere_do_not_lock_the_owner_out() -> None:
    backoff = SignInBackoff()
    fail(backoff, 100, address="attacker")
    assert backoff.wait_s("li", "home", 0.0) == 0


def test_trying_many_names_from_one_address_waits_too() -> None:
    backoff = SignInBackoff()
    for number in range(FREE_TRIES_PER_ADDRESS):
        backoff.failed(f"name{number}", "a", 0.0)
    assert backoff.wait_s("another", "a", 0.0) > 0


def test_success_forgets_the_failures() -> None:
    backoff = SignInBackoff()
    fail(backoff, FREE_TRIES_PER_ACCOUNT)
    backoff.succeeded("li", "a")
    assert backoff.wait_s("li", "a", 0.0) == 0


def test_signing_in_rightly_again_and_again_never_waits() -> None:
    backoff = SignInBackoff()
    for _ in range(200):
        assert backoff.wait_s("li", "a", 0.0) == 0
        backoff.failed("li", "a", 0.0)
        backoff.succeeded("li", "a")

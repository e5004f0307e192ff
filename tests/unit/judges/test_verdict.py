"""What the outside judges are held to, and how that is told."""

from pathlib import Path

import pytest
from judges.limits import judge_limits
from judges.series import JudgedSeries
from judges.verdict import held_against_limits, table

from telescan.quality.phantom.limits import Limits
from telescan.quality.phantom.result import Quantity

SERIES = JudgedSeries("acr-t1 3 T, TE 20 ms", Path("images"), 3.0, 20.0)


@pytest.mark.parametrize(
    ("judge", "field_t", "echo_ms", "spokes"),
    [
        ("telescan", 3.0, 20.0, 37),
        ("hazen", 3.0, 20.0, 37),
        ("pylinac", 1.5, 20.0, 30),
        ("pylinac", 1.5, 80.0, 25),
    ],
)
def test_a_judge_that_sees_real_phantoms_pass_is_held_to_the_acrs_limit(
    judge: str, field_t: float, echo_ms: float, spokes: float
) -> None:
    held = judge_limits(judge, Quantity.LOW_CONTRAST, field_t, echo_ms)
    assert (held.limits, held.instead_of_acr) == (Limits(lower=spokes), "")


def test_a_judge_that_misses_spokes_of_real_phantoms_is_held_to_its_highest_count_and_says_so() -> (
    None
):
    held = judge_limits("pylinac", Quantity.LOW_CONTRAST, 3.0, 20.0)
    assert held.limits == Limits(lower=13.0)
    assert "not the ACR's 37" in held.instead_of_acr
    assert judge_limits("pylinac", Quantity.UNIFORMITY, 3.0, 20.0).limits == Limits(82.0)


@pytest.mark.parametrize(
    ("value", "reason", "verdict"), [(12.0, None, "NO"), (13.0, None, "yes"), (None, "lost", "NO")]
)
def test_the_table_tells_what_failed_and_whose_limit_it_was(
    value: float | None, reason: str | None, verdict: str
) -> None:
    found = {"quantity": "low_contrast", "where": "slices 8 to 11", "value": value}
    finding = held_against_limits("pylinac", SERIES, {**found, "reason": reason})
    _, line, note = table([finding]).splitlines()
    assert line.split()[-1] == verdict
    assert "≥ 13 [1]" in line
    assert note.startswith("[1] limit: real series' count, not the ACR's 37")

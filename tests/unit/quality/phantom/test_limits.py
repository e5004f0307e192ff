"""Limits by field, and a missing value, which is never a pass."""

import pytest

from telescan.quality.phantom.limits import limits_of
from telescan.quality.phantom.result import (
    PhantomMeasurement,
    PhantomReport,
    Quantity,
    Reason,
    Verdict,
)


@pytest.mark.parametrize(
    ("field", "echo", "spokes", "uniformity"),
    [
        (0.35, 20, 7, 87.5),
        (1.494, 20, 30, 87.5),
        (1.5, 80, 25, 87.5),
        (2.89, 20, 37, 82),
        (3.0, 80, 37, 82),
        (None, None, 37, 87.5),
    ],
)
def test_limits_follow_the_field_and_an_unknown_one_gets_the_strictest(
    field: float | None, echo: float | None, spokes: float, uniformity: float
) -> None:
    assert limits_of(Quantity.LOW_CONTRAST, field, echo).lower == spokes
    assert limits_of(Quantity.UNIFORMITY, field, echo).lower == uniformity


def test_ends_of_a_range_belong_to_it() -> None:
    thickness = limits_of(Quantity.SLICE_THICKNESS, 1.5, 20)
    assert [thickness.hold(v) for v in (4.29, 4.3, 5.7, 5.71)] == [False, True, True, False]


def test_what_was_not_measured_does_not_pass() -> None:
    missing = PhantomMeasurement(
        quantity=Quantity.GHOSTING,
        where="slice 7",
        value=None,
        unit="%",
        upper=2.5,
        verdict=Verdict.NOT_MEASURED,
        reason=Reason.AIR_MASKED,
    )
    report = PhantomReport(field_strength_t=3.0, echo_time_ms=20.0, measurements=(missing,))
    assert not report.passed

import pytest

from telescan.console.link_figures import figures_of, notable
from telescan.console.link_room import LinkEstimate

MID = LinkEstimate(2_512_345.0, 0.0412, 0.003)


def test_figures_are_in_the_units_of_the_screen_and_no_finer_than_they_are_known():
    figures = figures_of(MID)
    assert (figures.rate_bit_per_s, figures.round_trip_ms) == (20e6, 41.2)
    assert figures.queueing_ms == 3.0


def test_what_was_not_measured_stays_so():
    assert figures_of(LinkEstimate(None, None, None)).model_dump(exclude={"type"}) == {
        "rate_bit_per_s": None,
        "round_trip_ms": None,
        "queueing_ms": None,
    }


@pytest.mark.parametrize(
    ("estimate", "told"),
    [
        (MID, False),
        (LinkEstimate(2_600_000.0, 0.0424, 0.006), False),
        (LinkEstimate(1_000_000.0, 0.0412, 0.003), True),
        (LinkEstimate(2_512_345.0, 0.09, 0.003), True),
        (LinkEstimate(2_512_345.0, 0.0412, 0.2), True),
        (LinkEstimate(None, 0.0412, 0.003), True),
    ],
)
def test_only_a_change_that_people_would_notice_is_told(estimate, told):
    assert notable(figures_of(MID), figures_of(estimate)) is told
    assert notable(None, figures_of(estimate))

import pytest

from telescan.console.link_figures import figures_of, notable
from telescan.console.link_room import LinkEstimate
from telescan.console.messages import LinkFigures
from telescan.wire.console_pipe import Transport

MID = LinkEstimate(2_512_345.0, 0.0412, 0.003)


def told_of(
    estimate: LinkEstimate, loss: float | None = 0.0101, over: Transport = Transport.QUIC
) -> LinkFigures:
    return figures_of(estimate, loss, over)


def test_figures_are_in_the_units_of_the_screen_and_no_finer_than_they_are_known():
    figures = told_of(MID)
    assert (figures.rate_bit_per_s, figures.round_trip_ms) == (20e6, 41.2)
    assert (figures.queueing_ms, figures.loss_percent) == (3.0, 1.0)


def test_what_was_not_measured_stays_so():
    assert figures_of(LinkEstimate(None, None, None), None, None).model_dump(exclude={"type"}) == {
        "rate_bit_per_s": None,
        "round_trip_ms": None,
        "queueing_ms": None,
        "loss_percent": None,
        "transport": None,
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
    assert notable(told_of(MID), told_of(estimate)) is told
    assert notable(None, told_of(estimate))


def test_a_change_of_loss_or_transport_is_told():
    assert not notable(told_of(MID), told_of(MID, 0.0112))
    assert notable(told_of(MID), told_of(MID, 0.03))
    assert notable(told_of(MID), told_of(MID, None))
    assert notable(told_of(MID), told_of(MID, over=Transport.WEBSOCKET))

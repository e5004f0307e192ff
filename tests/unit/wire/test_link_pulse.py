import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.wire.link_pulse import DEAD_S, DOUBTFUL_S, PING_EVERY_S, LinkPulse, Pulse


def pinged(times_s: list[float]) -> LinkPulse:
    pulse = LinkPulse()
    for at_s in times_s:
        pulse.sent(at_s)
    return pulse


def test_a_link_that_answers_is_alive():
    pulse = LinkPulse()
    for beat in range(20):
        pulse.answered(pulse.sent(beat * 0.5), beat * 0.5 + 0.06)
    assert pulse.state(10.0) is Pulse.ALIVE
    assert pulse.delay_ms(10.0) == pytest.approx(60.0)


@given(st.floats(0, 5), st.floats(0, PING_EVERY_S))
def test_a_link_that_dies_is_dead_within_the_limit_and_one_ping_and_not_before(died_s, phase_s):
    pulse = LinkPulse()
    at_s = phase_s
    last_answered_s = 0.0
    while at_s < died_s + 4:
        ping_id = pulse.sent(at_s)
        if at_s < died_s:
            pulse.answered(ping_id, at_s)
            last_answered_s = at_s
        if pulse.state(at_s) is Pulse.DEAD:
            break
        at_s += PING_EVERY_S / 5
    assert at_s >= last_answered_s + DEAD_S - 1e-6
    assert at_s <= died_s + DEAD_S + PING_EVERY_S + 1e-6


def test_a_handover_stall_of_300_ms_raises_no_doubt():
    pulse = pinged([0.0])
    assert pulse.state(0.3 + 0.2) is Pulse.ALIVE


@given(st.floats(0, 10))
def test_the_delay_is_never_less_than_what_a_ping_has_waited_for(waited_s):
    pulse = LinkPulse()
    pulse.answered(pulse.sent(0.0), 0.05)
    pulse.sent(1.0)
    assert pulse.delay_ms(1.0 + waited_s) >= waited_s * 1000 - 1e-6


def test_an_answer_answers_the_pings_before_it():
    pulse = pinged([0.0, 0.5])
    pulse.answered(pulse.sent(1.0), 1.04)
    assert pulse.state(1.0 + DOUBTFUL_S) is Pulse.ALIVE
    assert pulse.delay_ms(1.1) == pytest.approx(40.0)


def test_a_fresh_link_has_no_delay_yet():
    assert LinkPulse().delay_ms(5.0) is None

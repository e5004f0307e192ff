"""Which way a channel goes."""

from hypothesis import given
from hypothesis import strategies as st

from telescan.wire.quic.offer import QuicOffer, read_offer, write_offer
from telescan.wire.transport_choice import TransportChoice

OFFER = QuicOffer(host=None, port=8443, certificate=None)


def test_without_an_offer_there_is_no_quic():
    assert not TransportChoice().wants_quic(0.0)


def test_a_site_may_forbid_quic():
    choice = TransportChoice(quic_allowed=False)
    choice.told(OFFER)
    assert not choice.wants_quic(0.0)


def test_a_way_that_failed_is_left_alone_for_a_minute():
    choice = TransportChoice()
    choice.told(OFFER)
    choice.failed(100.0)
    assert not choice.wants_quic(159.0)
    assert choice.wants_quic(160.0)


def test_a_new_offer_deserves_a_new_try():
    choice = TransportChoice()
    choice.told(OFFER)
    choice.failed(0.0)
    choice.told(OFFER)
    assert not choice.wants_quic(1.0)
    choice.told(OFFER.model_copy(update={"port": 9443}))
    assert choice.wants_quic(1.0)


@given(st.integers(1, 12))
def test_tries_get_rarer_and_never_end(failures):
    choice = TransportChoice()
    choice.told(OFFER)
    now_s, pauses = 0.0, []
    for _ in range(failures):
        choice.failed(now_s)
        began_s = now_s
        while not choice.wants_quic(now_s):
            now_s += 1.0
        pauses.append(now_s - began_s)
    assert pauses == sorted(pauses)
    assert pauses[-1] <= 1800.0


def test_an_offer_travels_in_a_header_and_nonsense_offers_nothing():
    assert read_offer(write_offer(OFFER)) == OFFER
    for header in (None, "", "{}", '{"host": null, "port": 0, "certificate": null}'):
        assert read_offer(header) is None

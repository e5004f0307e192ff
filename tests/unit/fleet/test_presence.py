"""Who is online follows from when something was last heard; silence shows within ten seconds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.fleet.presence import LOOKED_AT_EVERY, OFFLINE_AFTER, is_online, is_worth_telling
from telescan.fleet.state import FleetState, ForeignScannerError, UnknownSiteError
from telescan.fleet.views import ScannerView, SiteView
from telescan.wire.messages import ScannerLive

START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def live(scanner_id: str = "mr1", site_id: str = "hq", *, reachable: bool = True) -> ScannerLive:
    return ScannerLive(
        site_id=site_id,
        scanner_id=scanner_id,
        name=scanner_id.upper(),
        at=START,
        reachable=reachable,
        description=None,
        status=None,
    )


@pytest.fixture
def fleet() -> FleetState:
    state = FleetState()
    state.add_site("hq", "Headquarters")
    state.add_site("county", "County")
    return state


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_what_was_never_heard_is_offline() -> None:
    assert not is_online(None, START)


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_being_online_ends_once_and_does_not_come_back_by_itself(first: float, more: float) -> None:
    if not is_online(START, after(first)):
        assert not is_online(START, after(first + more))


def test_silence_shows_within_ten_seconds_whenever_the_hub_looks() -> None:
    assert timedelta(seconds=10) > OFFLINE_AFTER + LOOKED_AT_EVERY


def test_a_clock_that_is_set_back_puts_nobody_offline() -> None:
    assert is_online(START, after(-3_600))


@given(st.none() | st.floats(0, 1e4))
def test_a_delay_that_is_shown_already_is_not_told_again(delay_ms: float | None) -> None:
    assert not is_worth_telling(delay_ms, delay_ms)


@pytest.mark.parametrize(
    ("told_ms", "measured_ms", "worth"),
    [(None, 5.0, True), (5.0, None, True), (5.0, 5.9, False), (5.0, 6.1, True), (100, 109, False)],
)
def test_a_delay_is_told_when_it_differs_visibly(told_ms, measured_ms, worth) -> None:
    assert is_worth_telling(told_ms, measured_ms) is worth


def test_a_scanner_that_speaks_comes_online_with_its_site(fleet: FleetState) -> None:
    changes = fleet.heard(live(), after(0))
    assert [(type(c), c.online) for c in changes] == [(ScannerView, True), (SiteView, True)]


def test_speaking_on_unchanged_is_not_worth_telling(fleet: FleetState) -> None:
    fleet.heard(live(), after(0))
    assert fleet.heard(live(), after(2)) == []


def test_a_gateway_that_vanishes_takes_its_scanner_offline_and_says_when_it_was_seen(
    fleet: FleetState,
) -> None:
    fleet.heard(live(), after(0))
    assert fleet.look(after(6)) == []
    scanner, site = fleet.look(after(8))
    assert isinstance(scanner, ScannerView)
    assert (scanner.online, scanner.last_seen, site.online) == (False, after(0), False)
    assert fleet.look(after(9)) == []


def test_a_scanner_that_its_gateway_cannot_reach_is_offline_while_the_site_is_not(
    fleet: FleetState,
) -> None:
    fleet.heard(live(reachable=False), after(0))
    (site, _) = fleet.sites(after(1))
    assert site.online
    assert not site.scanners[0].online


def test_a_ping_alone_keeps_a_site_online_but_not_its_scanner(fleet: FleetState) -> None:
    fleet.heard(live(), after(0))
    fleet.answered("hq", 20.0, after(8))
    (site, _) = fleet.sites(after(8))
    assert (site.online, site.delay_ms, site.scanners[0].online) == (True, 20.0, False)


def test_the_delay_of_a_site_that_is_gone_is_not_measured(fleet: FleetState) -> None:
    fleet.answered("hq", 20.0, after(0))
    assert fleet.sites(after(60))[0].delay_ms is None


def test_a_site_that_is_not_registered_is_refused(fleet: FleetState) -> None:
    with pytest.raises(UnknownSiteError):
        fleet.heard(live(site_id="elsewhere"), START)


def test_a_site_cannot_speak_for_another_sites_scanner(fleet: FleetState) -> None:
    fleet.heard(live("mr1", "hq"), START)
    with pytest.raises(ForeignScannerError):
        fleet.heard(live("mr1", "county"), START)
    view = fleet.scanner("mr1", START)
    assert view is not None
    assert view.site_id == "hq"


def test_the_session_on_a_scanner_is_told(fleet: FleetState) -> None:
    fleet.heard(live(), START)
    (begun,) = fleet.in_session("mr1", "s1", START)
    (ended,) = fleet.in_session("mr1", None, START)
    assert isinstance(begun, ScannerView)
    assert isinstance(ended, ScannerView)
    assert (begun.session_id, ended.session_id) == ("s1", None)

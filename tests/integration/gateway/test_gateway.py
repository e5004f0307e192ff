"""A gateway as it is run, between a real scanner program and a real NATS server of the hub."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pydicom
import pytest
import pytest_asyncio
from tests.peers.gateway_site import (
    EXPERT,
    OPERATOR,
    RefusedError,
    SiteUnderTest,
    running_site,
)

from telescan.scanner.driver import SeriesState
from telescan.session.commands import (
    AcceptProposal,
    Close,
    GrantControl,
    Propose,
    StartScan,
    TakeBackControl,
    WriteMessage,
)
from telescan.session.fold import fold
from telescan.session.state import ProposalState, SessionState
from telescan.wire.images import ReceivedFile, image_inbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SiteUnderTest]:
    async with running_site(tmp_path_factory.mktemp("site")) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def site(running: SiteUnderTest) -> AsyncIterator[SiteUnderTest]:
    yield running
    await running.end_session()


def queued(site: SiteUnderTest):
    status = site.live[-1].status
    assert status is not None
    assert status.exam is not None
    return next(s for s in status.exam.series if s.state is SeriesState.QUEUED)


async def test_the_main_loop_runs_at_the_site_and_arrives_at_the_hub(
    site: SiteUnderTest, tmp_path: Path
) -> None:
    files: list[ReceivedFile] = []

    async def keep(file: ReceivedFile) -> None:
        files.append(file)

    images = asyncio.create_task(image_inbox(site.hub.client, tmp_path / "parts", keep).run())
    await site.opened()
    series = queued(site)
    averages = series.prescription.averages + 1
    wanted = series.prescription.model_copy(update={"averages": averages})
    offer = Propose(series_id=series.series_id, prescription=wanted)
    session = await site.do(offer, EXPERT)
    accept = AcceptProposal(proposal_id=session.proposals[-1].proposal_id)
    with pytest.raises(RefusedError) as refused:
        await site.do(accept, EXPERT)
    assert refused.value.problem.code == "not_allowed"
    session = await site.do(accept, OPERATOR)
    assert session.proposals[-1].state is ProposalState.APPLIED
    assert session.proposals[-1].as_set == wanted

    applied = session.proposals[-1].applied_series_id
    assert applied is not None
    session = await site.do(StartScan(series_id=applied), OPERATOR)
    assert session.scans[-1].prescription == wanted
    await site.until(lambda: "scan_ended" in site.kinds())
    await site.until(lambda: len(files) >= wanted.slices)
    session = await site.do(Close(note="Better"), EXPERT)
    assert session.state is SessionState.CLOSED
    assert session.scans[-1].outcome == "done"
    await site.until(lambda: site.kinds()[-1] == "closed")
    assert fold(site.journal) == session

    (tmp_path / "image.dcm").write_bytes(files[0].content)
    image = pydicom.dcmread(tmp_path / "image.dcm")
    assert image.SeriesInstanceUID == session.scans[-1].series_instance_uid
    assert str(image.PatientID).startswith("P-")
    images.cancel()
    await asyncio.wait([images])


async def test_the_patients_identity_stays_at_the_site(site: SiteUnderTest) -> None:
    patients = [s.status.exam.patient for s in site.live if s.status and s.status.exam]
    assert patients
    assert {(p.name, p.patient_id, p.birth_date) for p in patients} == {("", "", None)}
    assert all(p.weight_kg > 0 for p in patients)


async def test_the_local_page_shows_who_drives_and_takes_control_back(
    site: SiteUnderTest,
) -> None:
    await site.driving()
    shown = await site.at_scanner()
    assert (shown["driver"], shown["viewers"]) == ("Emil", ["Emil", OPERATOR.display_name])
    assert shown["last_act"] == "taken"
    assert (await site.press("take-back")).status_code == 204
    assert (await site.at_scanner())["driver"] is None
    await site.until(lambda: site.kinds()[-1] == "control_ended")
    assert site.journal[-1].actor is None
    with pytest.raises(RefusedError):
        await site.do(TakeBackControl(), OPERATOR)
    await site.do(GrantControl(person_id="emil"), OPERATOR)
    assert (await site.press("end-views")).status_code == 204
    shown = await site.at_scanner()
    assert (shown["driver"], shown["viewers"]) == (None, [])
    await site.until(lambda: site.kinds()[-1] == "dismissed")


async def test_other_pages_cannot_press_the_local_pages_buttons(site: SiteUnderTest) -> None:
    await site.driving()
    answer = await site.page.post("/scanners/mr2/take-back")
    assert answer.status_code == 403
    assert (await site.at_scanner())["driver"] == "Emil"


async def test_a_scanner_that_ends_is_shown_as_not_reachable_and_comes_back(
    site: SiteUnderTest,
) -> None:
    site.scanner.end(signal.SIGKILL)
    await site.until(lambda: not site.live[-1].reachable)
    await site.opened()
    site.scanner.start()
    await site.until(lambda: site.live[-1].reachable)


async def test_it_ends_cleanly_when_told_to_and_starts_again(site: SiteUnderTest) -> None:
    session = await site.opened()
    assert site.gateway.end(signal.SIGTERM) == 0
    assert "Traceback" not in site.gateway.log()
    site.gateway.start()
    await site.ready()
    after = await site.do(WriteMessage(text="Are you there?"), EXPERT)
    assert after.admitted == session.admitted

"""Every door of the hub, asked by every role: who gets which answer."""

import json
from datetime import UTC, datetime

import pytest
from tests.peers.live_scanner import live_scanner

from telescan.identity.roles import Actor, Role, RoleGrant
from telescan.mr.prescription import Prescription, Sequence
from telescan.scanner.driver import (
    Exam,
    Patient,
    Series,
)
from telescan.session.events import HelpAsked, Recorded
from telescan.wire.messages import ScannerLive

OPERATOR, EXPERT, RADIOLOGIST = Role.OPERATOR, Role.EXPERT, Role.RADIOLOGIST
MANAGER, PHYSICIST, TRAINEE = Role.PROTOCOL_MANAGER, Role.PHYSICIST, Role.TRAINEE
ADMINISTRATOR = Role.ADMINISTRATOR
EVERYBODY = frozenset(Role)

PRESCRIPTION = Prescription(
    sequence=Sequence.SPIN_ECHO,
    repetition_time_ms=500,
    echo_time_ms=15,
    matrix_frequency=64,
    matrix_phase=64,
).model_dump(mode="json")
ASK = {"scanner_id": "county-mr2", "reason": "motion", "body_region": "head"}
SCREENSHOT = "0" * 32
TAKEN = "?taken_at=2026-05-04T01:30:00Z"
WHAT_IF = {"series_id": "s1", "prescription": PRESCRIPTION}

# What a door answers to those who may, to those with another role at the site, and to those with
# a role elsewhere only. A site whose gateway is silent answers a command that is allowed with 503.
DOORS: dict[str, tuple[object, int, frozenset[Role], int, int]] = {
    "GET /api/me": (None, 200, EVERYBODY, 0, 200),
    "PUT /api/me/language": ({"language": "en"}, 200, EVERYBODY, 0, 200),
    "POST /api/sign-out": (None, 204, EVERYBODY, 0, 204),
    "GET /api/sites": (None, 200, EVERYBODY, 0, 200),
    "GET /api/vocabulary": (None, 200, EVERYBODY, 0, 200),
    "GET /api/parameters": (None, 200, EVERYBODY, 0, 200),
    "GET /api/scanners/county-mr2": (None, 200, EVERYBODY, 0, 404),
    "POST /api/scanners/county-mr2/consequences": (WHAT_IF, 200, EVERYBODY, 0, 404),
    "POST /api/scanners/county-mr2/preview": (WHAT_IF, 200, EVERYBODY, 0, 404),
    "POST /api/scanners/county-mr2/ways-out": (WHAT_IF, 200, EVERYBODY, 0, 404),
    "POST /api/scanners/county-mr2/fitted": (
        {"prescription": PRESCRIPTION, "because_of": "sequence"}, 200, EVERYBODY, 0, 404,
    ),
    "GET /api/scanners/county-mr2/series": (
        None, 200, frozenset({OPERATOR, EXPERT, RADIOLOGIST, PHYSICIST}), 403, 403,
    ),
    "GET /api/sessions": (None, 200, EVERYBODY, 0, 200),
    "GET /api/sessions/s1": (None, 200, EVERYBODY - {TRAINEE}, 403, 403),
    "GET /api/sessions/s1/timeline": (None, 200, EVERYBODY - {TRAINEE}, 403, 403),
    "GET /api/sessions/s1/series": (
        None, 200, frozenset({OPERATOR, EXPERT, RADIOLOGIST, PHYSICIST}), 403, 403,
    ),
    "GET /api/sessions/s1/screenshots": (None, 200, EVERYBODY - {TRAINEE}, 403, 403),
    f"GET /api/sessions/s1/screenshots/{SCREENSHOT}": (None, 404, EVERYBODY - {TRAINEE}, 403, 403),
    # An empty body is no PNG; neither expert nor radiologist is in this session.
    f"PUT /api/sessions/s1/screenshots/{SCREENSHOT}{TAKEN}": (
        None, 422, frozenset({OPERATOR}), 403, 403,
    ),
    "POST /api/console/county-mr2/pass": (
        None, 200, frozenset({OPERATOR, EXPERT, RADIOLOGIST}), 403, 401,
    ),
    "POST /api/sessions": (ASK, 503, frozenset({OPERATOR}), 403, 403),
    "POST /api/sessions/s1/commands": (
        {"kind": "take"}, 503, frozenset({EXPERT, RADIOLOGIST}), 403, 403,
    ),
    "GET /api/audit": (None, 403, EVERYBODY, 0, 403),
    "GET /api/audit/verify": (None, 403, EVERYBODY, 0, 403),
}  # fmt: skip
OPEN = {"POST /api/sign-in", "GET /api/health"}


def scanner_live() -> ScannerLive:
    series = Series(
        series_id="s1",
        series_number=1,
        description="t1_se",
        prescription=Prescription.model_validate(PRESCRIPTION),
        scan_time_s=60,
        series_instance_uid="1.2.3.4",
    )
    exam = Exam(
        exam_id="e1",
        study_instance_uid="1.2.3",
        body_region="head",
        patient=Patient(name="Zhang^San", patient_id="4711", weight_kg=70),
        series=(series,),
    )
    return live_scanner(exam)


def help_asked() -> Recorded:
    return Recorded(
        event_id="e-1",
        site_id="county",
        scanner_id="county-mr2",
        session_id="s1",
        sequence=1,
        at=datetime.now(UTC),
        actor=Actor(person_id="p1", display_name="Li Na", roles=frozenset({OPERATOR})),
        event=HelpAsked(scanner_id="county-mr2", reason="motion", body_region="head", urgent=False),
    )


@pytest.fixture
async def busy(hub):
    await hub.services.fleet.heard(scanner_live())
    await hub.services.sessions.receive(help_asked())
    return hub


def described(hub) -> set[str]:
    """Every door that OpenAPI knows, with real names in place of its parameters."""
    names = {"scanner_id": "county-mr2", "session_id": "s1", "screenshot_id": SCREENSHOT}
    return {
        f"{method.upper()} {path.format_map(names)}"
        for path, item in hub.app.openapi()["paths"].items()
        if path.startswith("/api/")
        for method in item
    }


async def ask(browser, door: str, body: object):
    method, path = door.split()
    return await browser.request(method, path, json=body)


async def test_the_table_names_every_door_that_there_is(hub) -> None:
    assert {door.partition("?")[0] for door in DOORS} | OPEN == described(hub)


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_at_the_site_gets_in_where_the_table_says_and_nowhere_else(
    busy, role: Role
) -> None:
    browser = await busy.browser_of(role)
    answers = {}
    for door, (body, allowed, roles, refused, _) in DOORS.items():
        if door == "POST /api/sign-out":
            continue
        answer = await ask(browser, door, body)
        answers[door] = (answer.status_code, allowed if role in roles else refused)
    assert {d: a for d, a in answers.items() if a[0] != a[1]} == {}


async def test_every_role_elsewhere_gives_nothing_here(busy) -> None:
    await busy.add("everything", *(RoleGrant(role=role, site_id="hq") for role in Role))
    browser = await busy.signed_in("everything")
    answers = {}
    for door, (body, _, _, _, elsewhere) in DOORS.items():
        if door != "POST /api/sign-out":
            answers[door] = ((await ask(browser, door, body)).status_code, elsewhere)
    assert {d: a for d, a in answers.items() if a[0] != a[1]} == {}
    assert (await browser.get("/api/sessions")).json() == []
    assert [site["site_id"] for site in (await browser.get("/api/sites")).json()] == ["hq"]


async def test_strangers_get_in_nowhere(busy) -> None:
    browser = await busy.browser()
    for door, (body, *_) in DOORS.items():
        assert (await ask(browser, door, body)).status_code == 401, door


async def test_strangers_get_no_image(busy) -> None:
    browser = await busy.browser()
    for path, item in busy.app.openapi()["paths"].items():
        if path.startswith("/dicomweb"):
            for method in item:
                address = path.replace("{", "").replace("}", "")
                answer = await browser.request(method, address)
                assert answer.status_code == 401, f"{method} {path}"


async def test_the_audit_trail_is_for_administrators_of_everything(busy) -> None:
    browser = await busy.browser_of(ADMINISTRATOR, None)
    assert (await browser.get("/api/audit")).status_code == 200
    assert (await browser.get("/api/audit/verify")).json()["intact"] is True


async def test_a_command_is_written_down_whether_it_was_carried_out_or_not(busy) -> None:
    for role in (OPERATOR, TRAINEE):
        browser = await busy.browser_of(role)
        await browser.post("/api/sessions/s1/commands", json={"kind": "take"})
    entries = await busy.services.identity.trail.read(limit=50)
    taken = [(e.who, e.session_id, e.detail["outcome"]) for e in entries if e.act == "take"]
    assert taken == [("trainee", "s1", "not_allowed"), ("operator", "s1", "not_allowed")]


async def test_the_patient_is_masked_for_all_but_the_operator(busy) -> None:
    for role in Role:
        browser = await busy.browser_of(role)
        text = (await browser.get("/api/sites")).text + (
            await browser.get("/api/scanners/county-mr2")
        ).text
        assert ("Zhang" in text) == (role is OPERATOR), role


def prescribed(**changes: object) -> dict[str, object]:
    return {"series_id": "s1", "prescription": PRESCRIPTION | changes}


async def test_a_value_out_of_any_range_is_refused_by_name(busy) -> None:
    browser = await busy.browser_of(EXPERT)
    for door in ("consequences", "preview"):
        answer = await browser.post(
            f"/api/scanners/county-mr2/{door}", json=prescribed(echo_time_ms=-1)
        )
        assert answer.status_code == 422
        assert answer.json()["field"] == "prescription.echo_time_ms"


async def test_what_cannot_run_is_answered_with_why_and_the_nearest_value(busy) -> None:
    browser = await busy.browser_of(EXPERT)
    answer = await browser.post(
        "/api/scanners/county-mr2/consequences", json=prescribed(echo_time_ms=0.1)
    )
    assert answer.status_code == 200
    violation = answer.json()["violations"][0]
    assert (answer.json()["runs"], violation["parameter"]) == (False, "echo_time_ms")
    assert violation["nearest"] > 0.1
    refused = await browser.post(
        "/api/scanners/county-mr2/preview", json=prescribed(echo_time_ms=0.1)
    )
    assert refused.status_code == 422
    assert refused.json()["field"] == "prescription.echo_time_ms"


async def test_another_sequence_comes_with_what_it_needs(busy) -> None:
    browser = await busy.browser_of(EXPERT)
    chosen = PRESCRIPTION | {"sequence": "diffusion_epi", "second_echo_time_ms": 60.0}
    answer = await browser.post(
        "/api/scanners/county-mr2/fitted",
        json={"prescription": chosen, "because_of": "sequence"},
    )
    fitted = answer.json()
    assert (answer.status_code, fitted["sequence"]) == (200, "diffusion_epi")
    assert fitted["second_echo_time_ms"] is None
    assert len(fitted["b_values_s_mm2"]) == 2


async def test_the_preview_is_a_grey_picture_with_its_window(busy) -> None:
    browser = await busy.browser_of(EXPERT)
    answer = await browser.post("/api/scanners/county-mr2/preview", json=prescribed())
    assert answer.headers["content-type"] == "image/png"
    header = answer.content[:33]
    assert header.startswith(b"\x89PNG")
    assert header[24:26] == b"\x08\x00", "eight bits, grey"
    assert float(answer.headers["telescan-window-width"]) > 0


async def test_two_previews_of_one_series_share_their_window(busy) -> None:
    browser = await busy.browser_of(EXPERT)
    windows = set()
    for change in ({}, {"repetition_time_ms": 2_000.0}):
        answer = await browser.post("/api/scanners/county-mr2/preview", json=prescribed(**change))
        windows.add(answer.headers["telescan-window-width"])
    assert len(windows) == 1


async def test_a_series_that_the_exam_does_not_have_is_not_found(busy) -> None:
    browser = await busy.browser_of(EXPERT)
    body = prescribed() | {"series_id": "s9"}
    answer = await browser.post("/api/scanners/county-mr2/consequences", json=body)
    assert (answer.status_code, answer.json()["field"]) == (404, "series_id")


async def test_the_description_of_the_api_is_whole_and_the_same_each_time(hub) -> None:
    document = hub.app.openapi()
    assert json.dumps(document) == json.dumps(hub.app.openapi())
    for path, item in document["paths"].items():
        for method, operation in item.items():
            responses = operation["responses"]
            errors = [status for status in responses if int(status) >= 400]
            for status in errors:
                assert "application/problem+json" in responses[status]["content"]
            if path != "/api/health":
                assert errors, f"{method} {path} describes no error"
    heard = {"ScannerChanged", "SiteChanged", "SessionChanged", "EventRecorded", "SeriesChanged"}
    assert heard <= document["components"]["schemas"].keys()

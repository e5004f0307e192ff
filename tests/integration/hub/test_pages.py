"""What holds for every answer: the UI's pages, headers, and errors that say what is wrong."""

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from telescan.hub.static_files import UiFiles


@pytest.fixture
async def ui(tmp_path: Path):
    built = tmp_path / "static"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("<html>Telescan</html>")
    (built / "assets" / "app-1a2b3c.js").write_text("1")
    app = Starlette()
    app.mount("/", UiFiles(built))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub") as browser:
        yield browser


@pytest.mark.parametrize("path", ["/", "/index.html", "/sessions/42", "/scanners"])
async def test_every_page_of_the_ui_is_the_index_and_is_asked_for_anew(ui, path):
    answer = await ui.get(path)
    assert (answer.status_code, answer.text) == (200, "<html>Telescan</html>")
    assert answer.headers["cache-control"] == "no-cache"


async def test_files_with_a_hash_in_their_name_are_kept_for_ever(ui):
    answer = await ui.get("/assets/app-1a2b3c.js")
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/assets/app-old.js", "/api/nothing", "/dicomweb/nothing", "/../../etc/passwd.txt"]
)
async def test_what_is_no_page_is_not_found(ui, path):
    assert (await ui.get(path)).status_code == 404


async def test_without_a_built_ui_the_page_says_what_to_do(tmp_path):
    app = Starlette()
    app.mount("/", UiFiles(tmp_path / "nowhere"))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub") as browser:
        answer = await browser.get("/")
    assert answer.status_code == 503
    assert "make setup" in answer.text


async def test_every_answer_isolates_its_page_and_forbids_foreign_content(hub):
    browser = await hub.browser()
    for path in ("/", "/api/health", "/api/me", "/nothing.js"):
        headers = (await browser.get(path)).headers
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-embedder-policy"] == "require-corp"
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("POST", "/api/sign-in", {"username": "x"}, (422, "password")),
        ("POST", "/api/sign-in", {"username": "x", "password": "y", "z": 1}, (422, "z")),
        ("POST", "/api/sign-in", ["x"], (422, "body")),
        ("GET", "/api/audit?limit=0", None, (422, "limit")),
        ("GET", "/api/nothing", None, (404, None)),
        ("DELETE", "/api/me", None, (405, None)),
    ],
)
async def test_a_wrong_request_is_told_what_is_wrong(hub, method, path, body, expected):
    browser = await hub.browser_of("administrator", None)
    answer = await browser.request(method, path, json=body)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem.get("field")) == expected
    assert problem["status"] == answer.status_code
    assert problem["detail"]


async def test_what_nobody_expected_is_a_problem_without_a_traceback(hub, monkeypatch):
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret inner workings")

    monkeypatch.setattr(hub.services.identity.signing_in, "person_of", broken)
    browser = await hub.browser()
    answer = await browser.get("/api/me", headers={"cookie": "telescan_session=x"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text

"""The description of the API that the UI's types are made of is that of the hub's code."""

from pathlib import Path

from telescan.hub.openapi import openapi_text

KEPT = Path(__file__).parents[3] / "web" / "src" / "api" / "openapi.json"


def test_the_ui_knows_the_api_as_it_is() -> None:
    assert KEPT.read_text(encoding="utf-8") == openapi_text(), (
        "write it anew: python -m telescan.hub.openapi > web/src/api/openapi.json, "
        "then npm run types in web/"
    )

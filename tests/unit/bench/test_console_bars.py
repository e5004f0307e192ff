"""Bars, the table, and when a picture counts as exact."""

import pytest
from bench.console.bars import verdicts
from bench.console.rest import exact_after_ms
from bench.console.table import table

RESULT = {
    "telescan": {"p50_ms": 40.0, "p95_ms": 60.0, "exact_after_ms": {"text": 90.0, "image": None}},
    "novnc": {"p50_ms": 80.0, "p95_ms": 90.0, "exact_after_ms": {}},
    "ratio": {"p50_ms": 0.5, "p95_ms": 0.67},
}


def met(link: str, *, scroll: bool) -> dict[str, bool | None]:
    return {one.says: one.is_met for one in verdicts(RESULT, link=link, scroll=scroll)}


def test_a_bar_is_met_missed_or_not_measured() -> None:
    bars = met("mid", scroll=True)
    assert bars["key to pixel, p50, ours / noVNC's"] is True
    assert bars["key to pixel, p95, ours / noVNC's"] is False
    assert bars["image exact at rest within, ms"] is None


@pytest.mark.parametrize(("link", "scroll"), [("good", True), ("mid", False)])
def test_keys_are_held_to_a_bar_only_where_one_was_asked_for(link: str, *, scroll: bool) -> None:
    assert not any(says.startswith("key to pixel") for says in met(link, scroll=scroll))


def test_what_was_not_part_of_the_run_has_no_verdict() -> None:
    assert not any("outage" in says or "gateway" in says for says in met("mid", scroll=True))


def test_the_table_says_which_bars_are_missed() -> None:
    bars = [
        {"says": "one", "measured": 0.5, "limit": 0.55, "is_met": True},
        {"says": "two", "measured": 0.67, "limit": 0.5, "is_met": False},
        {"says": "three", "measured": None, "limit": 300, "is_met": None},
    ]
    lines = {line.split()[0]: line for line in table(RESULT | {"bars": bars}).splitlines() if line}
    assert lines["one"].endswith("met")
    assert "NOT MET" in lines["two"]
    assert "not measured" in lines["three"]
    assert "mid scroll" in table({"mid scroll": RESULT})


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (["other", "true"], 120.0),
        (["true", "true"], 20.0),
        (["true", "other", "true"], 220.0),
        (["true", "other"], None),
        ([], None),
    ],
)
def test_a_picture_is_exact_from_when_it_stays_so(shown: list[str], expected: float | None) -> None:
    pictures = [{"at": 1020.0 + 100 * n, "picture": one} for n, one in enumerate(shown)]
    assert exact_after_ms(pictures, "true", 1000.0) == expected

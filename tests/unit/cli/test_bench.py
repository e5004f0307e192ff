"""``telescan bench``: the benchmarks by name, the console's with its options."""

import json
from pathlib import Path

import pytest
from bench import console, report
from bench.link_emulator import LinkUnavailableError
from click.testing import CliRunner

from telescan.cli.bench import bench


def run(*arguments: str) -> tuple[int, str]:
    outcome = CliRunner().invoke(bench, arguments)
    return outcome.exit_code, outcome.output


def test_every_benchmark_is_listed() -> None:
    code, said = run("--help")
    assert code == 0
    assert all(name in said for name in report.names())
    assert "link_emulator" not in said


def test_a_name_that_is_none_is_refused_with_those_that_are() -> None:
    code, said = run("nonesuch")
    assert code == 2
    assert "nonesuch: no such benchmark; there are: acquire, console" in said


def test_a_benchmark_prints_one_json_object(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "run", lambda name: {"ran": name})
    code, said = run("preview", "--json")
    assert (code, json.loads(said)) == (0, {"ran": "preview"})


def test_the_console_is_measured_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[console.Conditions] = []
    monkeypatch.setattr(console, "compare", lambda conditions: asked.append(conditions) or {})
    monkeypatch.setattr(report, "keep", lambda _name, result: result)
    options = ("--link", "bad", "--scroll", "--viewers", "3", "--outage", "--keys", "100")
    assert run("console", *options)[0] == 0
    expected = console.Conditions("bad", scroll=True, viewers=3, outage=True, keys_a_turn=34)
    assert asked == [expected]


def test_results_of_other_links_and_modes_are_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(report, "RESULTS", tmp_path)
    monkeypatch.setattr(console, "compare", lambda conditions: {"link": conditions.link})
    for options in (("--link", "lo"), ("--link", "bad", "--scroll"), ("--link", "lo", "--upload")):
        assert run("console", *options)[0] == 0
    kept = json.loads((tmp_path / "console.json").read_text())
    assert kept == {
        "lo": {"link": "lo"}, "bad scroll": {"link": "bad"}, "lo upload": {"link": "lo"}
    }  # fmt: skip


def test_a_machine_that_cannot_emulate_a_link_gets_one_clear_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def compare(_conditions: console.Conditions) -> dict[str, object]:
        raise LinkUnavailableError("needs root")

    monkeypatch.setattr(console, "compare", compare)
    code, said = run("console")
    assert code == 1
    assert "needs root" in said


@pytest.mark.parametrize("wrong", [("--link", "worse"), ("--viewers", "0"), ("--keys", "59")])
def test_a_wrong_option_is_refused(wrong: tuple[str, str]) -> None:
    assert run("console", *wrong)[0] == 2

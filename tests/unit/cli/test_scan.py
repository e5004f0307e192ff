from pathlib import Path

import pytest
from tests.unit.cli.conftest import Run


def test_a_scan_writes_what_it_reports(run: Run, small_protocol: Path, tmp_path: Path) -> None:
    wanted = ("--protocol", small_protocol, "--phantom", "sphere", "--field", "1.5", "--seed", 3)
    ended = run("scan", *wanted, "--out", tmp_path / "out", "--json")
    assert ended.code == 0
    assert (ended.json["scanner_model"], ended.json["seed"]) == ("Borealis 1.5T", 3)
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert files == ended.json["series"][0]["files"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--protocol": "nothing"}, "protocol: expected a JSON file or one of"),
        ({"--protocol": "absent.json"}, "protocol: absent.json cannot be read"),
        ({"--phantom": "cat"}, "phantom: expected one of acr, head, sphere"),
        ({"--fault": "gremlins=1"}, "fault: expected NAME=STRENGTH with a name of motion, "),
        ({"--fault": "motion"}, "fault motion: expected a strength from 0 to 1, got ''"),
        ({"--fault": "motion=2"}, "fault motion: expected a strength from 0 to 1, got 2"),
        ({"--field": "7"}, "field: expected 1.5 or 3 tesla, got 7"),
        (
            {"--field": "3T"},
            "'--field': expected a field strength in tesla, 1.5 or 3, without a unit",
        ),
        ({"--seed": "x"}, "'--seed': expected a whole number of 0 or more; got 'x'"),
        ({"--seed": "-1"}, "'--seed'"),
        ({"--out": __file__}, "is a file; choose a folder"),
        ({"--out": "/proc/no"}, "out: /proc/no cannot be written"),
        ({"--raw": "/proc/no.h5"}, "raw: /proc/no.h5 cannot be written"),
        ({"--raw": __file__}, "exists; choose another name or remove it"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    run: Run, small_protocol: Path, tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    options = {
        "--protocol": str(small_protocol),
        "--phantom": "sphere",
        "--field": "1.5",
        "--out": str(tmp_path / "out"),
    }
    ended = run("scan", *(word for pair in (options | changed).items() for word in pair))
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1


def test_a_fault_is_given_once(run: Run, small_protocol: Path, tmp_path: Path) -> None:
    wanted = ("--protocol", small_protocol, "--phantom", "sphere", "--field", "3")
    twice = ("--fault", "motion=0.5", "--fault", "motion=0.6")
    ended = run("scan", *wanted, *twice, "--out", tmp_path / "out")
    assert ended.code == 2
    assert "fault motion: expected one strength, got 0.5 and 0.6; give it once" in ended.err


def test_what_ran_but_was_likely_not_meant_is_warned_of(
    run: Run, small_protocol: Path, tmp_path: Path
) -> None:
    wanted = ("--protocol", small_protocol, "--phantom", "sphere", "--field", "3")
    faults = ("--fault", "n-half-ghost=0.5", "--fault", "pulsation=0.5", "--fault", "motion=0")
    ended = run("scan", *wanted, *faults, "--out", tmp_path / "out", "--json")
    assert ended.code == 0
    field, ghost, pulsation = ended.json["warnings"]
    assert field == "small: written for 1.5 T, run at 3 T"
    assert ghost == "n-half-ghost: does not act on series 1, small: it is no EPI"
    assert pulsation.startswith("pulsation: does not act on series 1, small: the sphere has")
    assert ended.err.splitlines() == [f"warning: {each}" for each in ended.json["warnings"]]


def test_a_scan_as_it_was_meant_warns_of_nothing(
    run: Run, small_protocol: Path, tmp_path: Path
) -> None:
    wanted = ("--protocol", small_protocol, "--phantom", "sphere", "--field", "1.5")
    ended = run("scan", *wanted, "--fault", "motion=0.5", "--out", tmp_path / "out", "--json")
    assert (ended.json["warnings"], ended.err) == ([], "")

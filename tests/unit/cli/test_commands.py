"""Every command explains itself, and bad input never ends in a traceback."""

import subprocess
import sys

import click
import pytest

from telescan.cli import telescan


def paths(command: click.Command, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    below = command.commands.items() if isinstance(command, click.Group) else ()
    return [path, *(p for name, child in below for p in paths(child, (*path, name)))]


def shell(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "telescan.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("path", paths(telescan), ids=" ".join)
def test_help_says_what_a_command_does(run, path: tuple[str, ...]) -> None:
    ended = run(*path, "--help")
    assert ended.code == 0
    assert ended.out.startswith("Usage: telescan")
    assert len(ended.out.splitlines()[2].strip()) > 10


def test_the_program_runs_by_module() -> None:
    assert shell("site", "key", "--help").returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("dance",),
        ("scan",),
        ("scan", "--field", "1.5", "--phantom", "head", "--protocol", "x", "--out", "/proc/x"),
        ("quality", "clinical", "/nonexistent"),
        ("site", "key", "--out", "/proc/x/seed"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: tuple[str, ...]) -> None:
    ended = shell(*arguments)
    assert ended.returncode == 2
    assert ended.stderr.startswith("telescan: ")
    assert len(ended.stderr.splitlines()) == 1

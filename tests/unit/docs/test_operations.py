"""What the operations page names is there."""

import re
from pathlib import Path

import click
import pytest

from telescan.cli import telescan

DOCS = Path(__file__).resolve().parents[3] / "docs"
TEXT = (DOCS / "operations.md").read_text(encoding="utf-8")
COMMANDS = sorted(
    set(re.findall(r"\btelescan ((?:people|site|hub|gateway|scanner|demo)\b[^\n`]*)", TEXT))
)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", TEXT))))
def test_a_link_leads_somewhere(target: str) -> None:
    assert (DOCS / target).exists()


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_and_its_options_are_there(line: str) -> None:
    command: click.Command = telescan
    for word in line.split():
        if not isinstance(command, click.Group):
            break
        command = command.commands[word]
    options = {option for parameter in command.params for option in parameter.opts}
    assert set(re.findall(r"--[a-z-]+", line)) <= options

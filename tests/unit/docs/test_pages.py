"""What the pages name is there."""

import re
from pathlib import Path

import click
import pytest

from telescan.cli import telescan

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGES = {page: page.read_text(encoding="utf-8") for page in sorted(DOCS.glob("**/*.md"))}
HANDBOOK = [DOCS / "operations.md", DOCS / "guide" / "physicist.md"]
PROGRAMS = "people|site|hub|gateway|scanner|demo|scan|protocol|quality"
COMMANDS = sorted(
    {
        line
        for page in HANDBOOK
        for line in re.findall(rf"\btelescan ((?:{PROGRAMS})\b[^\n`]*)", PAGES[page])
    }
)
LINKS = sorted(
    {
        (page.relative_to(DOCS).as_posix(), target)
        for page, text in PAGES.items()
        for target in re.findall(r"\]\(([^)#:]+)\)", text)
    }
)


@pytest.mark.parametrize(("page", "target"), LINKS)
def test_a_link_leads_somewhere(page: str, target: str) -> None:
    assert ((DOCS / page).parent / target).exists()


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_and_its_options_are_there(line: str) -> None:
    command: click.Command = telescan
    for word in line.split():
        if not isinstance(command, click.Group):
            break
        command = command.commands[word]
    options = {option for parameter in command.params for option in parameter.opts}
    assert set(re.findall(r"--[a-z-]+", line)) <= options

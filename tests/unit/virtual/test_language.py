"""Everything that the console says has its Chinese."""

import ast
from pathlib import Path
from string import Formatter

import pytest

import telescan.virtual
from telescan.mr.hardware import MODELS, Vocabulary
from telescan.mr.violation import Limit
from telescan.virtual import engine, view_model, words
from telescan.virtual.language import Language, chinese, said
from telescan.virtual.messages import Level, MessageLog
from telescan.virtual.vocabulary import Card, choices, lists, parameters

_SAME_IN_BOTH = frozenset(
    {"TR", "TE", "TE2", "TE[2]", "TI", "ETL", "NEX", "NSA", "ZIP", "PURE", "CLEAR"}
)
"""Abbreviations and product names."""


def _said_in_code() -> set[str]:
    """Literal texts that are handed to ``said``."""
    folder = Path(telescan.virtual.__file__).parent
    found: set[str] = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and name in {"said", "in_language"} and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


def _logged() -> set[str]:
    """Literal lines of the message log."""
    tree = ast.parse(Path(engine.__file__).read_text("utf-8"))
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {text for text in constants if isinstance(text, str) and text.startswith("Series {")}


def test_every_text_of_the_console_is_translated() -> None:
    wanted = (
        _said_in_code()
        | _logged()
        | set(words._WHY.values())
        | set(view_model.PHASE_WORDS.values())
    )
    wanted |= {word for _, word in view_model.STATE_MARKS.values()} | {card.value for card in Card}
    assert wanted - chinese().keys() == set()


@pytest.mark.parametrize("vendor", list(Vocabulary))
def test_every_parameter_has_a_chinese_name(vendor: Vocabulary) -> None:
    model = MODELS["Aster 3T"].model_copy(update={"vocabulary": vendor})
    named = {p.label for p in (*choices(model), *parameters(model), *lists(model))}
    assert named - chinese().keys() - _SAME_IN_BOTH == set()


def test_every_limit_has_words() -> None:
    assert set(words._WHY) == set(Limit)


def test_a_translation_has_the_values_of_its_text() -> None:
    def values(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert [text for text, done in chinese().items() if values(text) != values(done)] == []


def test_a_message_is_told_in_the_language_of_who_reads_it() -> None:
    log = MessageLog(lambda: None, lambda: None)
    log.say(Level.INFO, "Series {number} started by {by}", number=3, by="console")
    (message,) = log.lines
    assert message.text == "Series 3 started by console"
    assert message.text_in(Language.CHINESE) == "操作台已启动序列 3"
    assert said("FLASH", Language.CHINESE) == "FLASH"

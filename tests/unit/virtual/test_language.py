"""Everything that the console says has its Chinese."""

import ast
import errno
from pathlib import Path
from socket import gaierror
from string import Formatter

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from tests.peers.prescriptions import T2
from tests.peers.virtual_scanner import scanner_settings

import telescan.virtual
from telescan.mr.hardware import MODELS, Vocabulary
from telescan.mr.violation import Limit
from telescan.scanner.driver import Series, SeriesState
from telescan.virtual import (
    dicom_out,
    draft,
    engine,
    error_words,
    language,
    messages,
    parameter,
    series_runs,
    view_model,
    words,
)
from telescan.virtual.console import planning_view
from telescan.virtual.console.panels import laid_out, make_panels
from telescan.virtual.error_words import reason_of
from telescan.virtual.language import Language, chinese, said, spoken
from telescan.virtual.messages import Level, MessageLog
from telescan.virtual.outbox import OutboxState
from telescan.virtual.records import Records
from telescan.virtual.settings import DicomDestination
from telescan.virtual.vocabulary import Card, choices, lists, parameters

MODEL = MODELS["Aster 3T"]

_SAME_IN_BOTH = frozenset(
    {"", "#", "TR", "TE", "TE2", "TE[2]", "TI", "ETL", "NEX", "NSA", "ZIP", "PURE", "CLEAR"}
)
"""Abbreviations and product names."""


_SAID_BY = frozenset({"said", "in_language", "spoken"})


def _said_in_code() -> set[str]:
    """Literal texts that are handed to what says them."""
    folder = Path(telescan.virtual.__file__).parent
    found: set[str] = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            if (
                isinstance(node, ast.Call)
                and name in {"said", "in_language", "spoken"}
                and node.args
            ):
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


_TOLD_BY = frozenset({"say", "say_of", "refusal"})
"""Methods that write to the message log."""


def _told() -> list[ast.expr]:
    """What the scanner says or refuses with: the texts of its calls, and those it chooses from."""
    found: list[ast.expr] = []
    for module in (engine, series_runs, messages):
        for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr=name)) if name in _TOLD_BY:
                    found += node.args
                case ast.Assign(targets=[ast.Name(id="text")]):
                    found.append(node.value)
                case ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id="text"), *_])]):
                    found += getattr(node.value, "elts", [])[:1]
    return found


def _logged() -> set[str]:
    """Literal lines of the message log, with refusals."""
    texts = {each.value for each in _told() if isinstance(each, ast.Constant)}
    return {text for text in texts if isinstance(text, str)}


class _Gaps(dict[str, str]):
    """The table of Chinese, which remembers what it was asked for and does not have."""

    def __init__(self) -> None:
        super().__init__(chinese())
        self.missing: set[str] = set()

    def get(self, text: str, default: str) -> str:
        if text not in self:
            self.missing.add(text)
        return super().get(text, default)


@pytest.fixture
def gaps(monkeypatch: pytest.MonkeyPatch) -> _Gaps:
    table = _Gaps()
    monkeypatch.setattr(language, "chinese", lambda: table)
    return table


def test_every_text_of_the_console_is_translated() -> None:
    wanted = (
        _said_in_code()
        | _logged()
        | set(words._WHY.values())
        | set(view_model.PHASE_WORDS.values())
        | {draft.NO_NUMBER, draft.NO_LIST}
        | {planning_view.HANDS}
        | {parameter.CLOSED_RANGE, parameter.OPEN_RANGE}
        | {word for _, _, word in dicom_out.STATUS_WORDS}
        | {*error_words.BY_NUMBER.values(), *(word for _, word in error_words.BY_TYPE)}
    )
    wanted |= {word for _, word in view_model.STATE_MARKS.values()} | {card.value for card in Card}
    assert wanted - chinese().keys() == set()


def test_what_the_engine_says_is_put_together_by_whoever_reads_it() -> None:
    assert len(_logged()) > 12
    assert not [ast.unparse(each) for each in _told() if isinstance(each, ast.JoinedStr)]


def test_every_label_button_and_tooltip_of_the_console_is_translated(
    gaps: _Gaps, tmp_path: Path
) -> None:
    application = QApplication.instance() or QApplication([])
    panels = make_panels(scanner_settings(tmp_path), MODEL, Records(tmp_path), Language.CHINESE)
    page = laid_out(panels, narrow=False)
    assert application is not None
    buttons = {button.text() for button in page.findChildren(QPushButton)}
    assert {"居中", "摆正", "+ 饱和带", "− 饱和带"} <= buttons
    assert gaps.missing - _SAME_IN_BOTH == set()


def test_facts_reasons_and_states_are_translated(gaps: _Gaps) -> None:
    edited = draft.draft_of(T2, MODEL, patient_weight_kg=70)
    view_model.facts(edited, Language.CHINESE)
    view_model.prescan_lines(None, Language.CHINESE)
    for state in SeriesState:
        series = Series(
            series_id="s",
            series_number=1,
            series_instance_uid="1.2.3",
            description="t2",
            prescription=T2,
            scan_time_s=60,
            state=state,
        )
        view_model.image_note(series, None, Language.CHINESE)
    assert gaps.missing - _SAME_IN_BOTH == set()


def test_changes_and_refusals_are_told_in_chinese() -> None:
    after = T2.model_copy(update={"averages": 2, "partial_fourier": 0.75})
    told = words.changes(T2, after, MODEL, Language.CHINESE)
    assert told == "相位部分傅里叶 关 → 6/8, 平均次数 1 → 2"
    too_short = draft.draft_of(
        T2.model_copy(update={"echo_time_ms": 1.0}), MODEL, patient_weight_kg=70
    )
    broken = too_short.consequences.violations
    told = words.refusal(broken, MODEL, too_short.edited, Language.CHINESE)
    assert told.startswith("TE 1.0 ms 短于序列可实现的时间；最近可行值：")


def test_an_entry_that_no_scanner_takes_is_refused_in_chinese() -> None:
    slices = next(p for p in parameters(MODEL) if p.field == "slices")
    edited = draft.draft_of(T2, MODEL, patient_weight_kg=70).with_number(slices, -1)
    assert view_model.reasons(edited, Language.CHINESE) == ("层数：应为 1 至 256，输入为 -1。",)
    (b_values, _) = lists(MODEL)
    assert view_model.reasons(edited.with_list(b_values, "many"), Language.CHINESE) == (
        "b 值：应输入如 0, 1000 的数字，0 至 10000 s/mm²；输入为 'many'。",
    )


def test_a_refusal_in_the_log_is_told_in_the_language_of_who_reads_it() -> None:
    log = MessageLog(lambda: None, lambda: None)
    running = spoken("series {number} is running", number=3)
    log.say(Level.WARNING, "Not done: {reason}", reason=running)
    (message,) = log.lines
    assert message.text == "Not done: series 3 is running"
    assert message.text_in(Language.CHINESE) == "未执行：序列 3 正在运行"


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


@pytest.mark.parametrize(
    ("error", "in_english", "in_chinese"),
    [
        (
            ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"),
            "connection refused (Connection refused)",
            "连接被拒绝（Connection refused）",
        ),
        (TimeoutError("timed out"), "no answer in time (timed out)", "等待应答超时（timed out）"),
        (
            gaierror(-2, "Name or service not known"),
            "unknown host name (Name or service not known)",
            "主机名无法解析（Name or service not known）",
        ),
        (MemoryError(), "not enough memory (MemoryError)", "内存不足（MemoryError）"),
        (KeyError("fat"), "an error in the program ('fat')", "程序出错（'fat'）"),
    ],
)
def test_an_error_of_the_computer_is_told_in_words_with_its_own_text_behind(
    error: Exception, in_english: str, in_chinese: str
) -> None:
    assert str(reason_of(error)) == in_english
    assert reason_of(error)(Language.CHINESE) == in_chinese


def test_why_images_were_not_taken_is_told_in_chinese(tmp_path: Path) -> None:
    nobody = DicomDestination(host="127.0.0.1", port=1, called_ae_title="PACS")
    with pytest.raises(dicom_out.DicomOutError) as refused:
        dicom_out.send_files(nobody, [tmp_path / "1.dcm"], lambda _: None)
    why = refused.value.reason
    assert str(why).startswith("PACS at 127.0.0.1:1 does not answer: connection refused")
    line, warns = view_model.outbox_line(OutboxState(("E1/S1",), problem=why), Language.CHINESE)
    assert warns
    assert line.startswith("1 个序列未发送：127.0.0.1:1 的 PACS 无应答：连接被拒绝（")

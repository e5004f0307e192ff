"""What stands on the console, as texts and numbers: pure, so that widgets only show it."""

from dataclasses import dataclass

from telescan.mr.hardware import ScannerModel
from telescan.mr.rule.examined import up
from telescan.scanner.driver import Exam, ScannerPhase, ScannerStatus, Series, SeriesState
from telescan.virtual.draft import Draft
from telescan.virtual.language import Language, said
from telescan.virtual.machine import RUNNING
from telescan.virtual.outbox import OutboxState
from telescan.virtual.prescan import PrescanResult
from telescan.virtual.snapshot import Snapshot
from telescan.virtual.table import ISOCENTRE_MM
from telescan.virtual.words import choice_text, duration, sentence

_LOW_SNR = 0.7
"""Share of the present SNR below which a loss is pointed out."""

_HAS_RUN = frozenset({SeriesState.DONE, SeriesState.STOPPED, SeriesState.FAILED})

PHASE_WORDS: dict[ScannerPhase, str] = {
    ScannerPhase.UNKNOWN: "Unknown",
    ScannerPhase.IDLE: "No patient",
    ScannerPhase.REGISTERED: "Patient registered",
    ScannerPhase.PRESCRIBED: "Ready",
    ScannerPhase.PRESCAN: "Prescan",
    ScannerPhase.SCANNING: "Scanning",
    ScannerPhase.RECONSTRUCTING: "Reconstructing",
    ScannerPhase.DONE: "Series done",
    ScannerPhase.STOPPED: "Stopped",
    ScannerPhase.FAULT: "Fault",
}

STATE_MARKS: dict[SeriesState, tuple[str, str]] = {
    SeriesState.QUEUED: ("○", "queued"),
    SeriesState.RUNNING: ("▶", "running"),
    SeriesState.DONE: ("✓", "done"),
    SeriesState.STOPPED: ("■", "stopped"),
    SeriesState.FAILED: ("✕", "failed"),
}
"""Mark and word of a series' state: never told by colour alone."""


@dataclass(frozen=True)
class PatientBar:
    """Who is on the table."""

    name: str
    details: str
    exam: str


@dataclass(frozen=True)
class QueueRow:
    """One series in the queue."""

    series_id: str
    number: str
    description: str
    sequence: str
    time: str
    mark: str
    state: SeriesState


@dataclass(frozen=True)
class RunView:
    """What runs, and what the two big buttons may do."""

    phase: str
    detail: str
    progress: float
    can_start: bool
    can_stop: bool
    repeats: bool
    """The selected series has run: starting it would run a copy."""
    start_label: str


@dataclass(frozen=True)
class Fact:
    """One line of what follows from the parameters."""

    label: str
    value: str
    warns: bool = False


def patient_bar(exam: Exam | None, language: Language) -> PatientBar:
    """Return the patient bar's texts."""
    if exam is None:
        return PatientBar(
            said("No patient", language), said("Register a patient to begin", language), ""
        )
    patient = exam.patient
    born = f"{patient.birth_date:%Y-%m-%d}" if patient.birth_date else said("unknown", language)
    sex = said({"F": "female", "M": "male"}.get(patient.sex, "other"), language)
    details = f"{patient.patient_id}   ·   {born}   ·   {sex}   ·   {patient.weight_kg:.0f} kg"
    name = patient.name.replace("^", ", ")
    return PatientBar(name, details, f"{exam.exam_id}   ·   {said(exam.body_region, language)}")


def queue_rows(exam: Exam | None, model: ScannerModel) -> tuple[QueueRow, ...]:
    """Return the exam's series as the queue shows them."""
    return tuple(_row(series, model) for series in (exam.series if exam else ()))


def queue_total(exam: Exam | None, language: Language) -> str:
    """Return how long the series that wait will take together."""
    waiting = [s for s in (exam.series if exam else ()) if s.state is SeriesState.QUEUED]
    if not waiting:
        return said("Nothing waits", language)
    total = duration(sum(series.scan_time_s for series in waiting))
    return said("{count} series wait, {time}", language, count=len(waiting), time=total)


def _row(series: Series, model: ScannerModel) -> QueueRow:
    return QueueRow(
        series_id=series.series_id,
        number=f"{series.series_number}",
        description=series.description,
        sequence=choice_text("sequence", series.prescription, model),
        time=duration(series.scan_time_s),
        mark=STATE_MARKS[series.state][0],
        state=series.state,
    )


def series_of(status: ScannerStatus, series_id: str | None) -> Series | None:
    """Return one series of the open exam."""
    series = status.exam.series if status.exam else ()
    return next((s for s in series if s.series_id == series_id), None)


def run_view(
    snapshot: Snapshot, selected: Series | None, draft: Draft | None, language: Language
) -> RunView:
    """Return the run panel's contents for the selected series."""
    status = snapshot.status
    running = status.phase in RUNNING
    pending = draft is not None and bool(draft.changed_fields)
    can_start = not running and status.fault is None and selected is not None and not pending
    repeats = selected is not None and selected.state in _HAS_RUN
    label = "Repeat series {number}" if repeats else "Start series {number}"
    return RunView(
        phase=said(PHASE_WORDS[status.phase], language),
        detail=_run_detail(snapshot, selected, language),
        progress=status.progress or 0.0,
        can_start=can_start,
        can_stop=running,
        repeats=repeats,
        start_label=said(label, language, number=selected.series_number)
        if selected
        else said("Start", language),
    )


def _run_detail(snapshot: Snapshot, selected: Series | None, language: Language) -> str:
    status = snapshot.status
    active = series_of(status, status.active_series_id)
    if status.phase in RUNNING and active is not None:
        detail = _series_text(active, language)
        if status.phase is not ScannerPhase.RECONSTRUCTING and status.remaining_s is not None:
            left = said("{time} left", language, time=duration(status.remaining_s))
            detail += f"   ·   {left}"
        return detail
    if snapshot.fault is not None:
        return snapshot.fault(language)
    if selected is not None:
        state = said(STATE_MARKS[selected.state][1], language)
        return f"{_series_text(selected, language)}   ·   {state}"
    return said("Select a queued series and start it", language)


def _series_text(series: Series, language: Language) -> str:
    number = said("Series {number}", language, number=series.series_number)
    return f"{number}  {series.description}"


def facts(draft: Draft, language: Language = Language.ENGLISH) -> tuple[Fact, ...]:
    """Return what follows from the parameters, in the order of the console."""
    c = draft.consequences
    frequency_mm, phase_mm, slice_mm = c.voxel_mm
    lines = [
        ("Scan time", duration(c.scan_time_s), False),
        ("Relative SNR", f"{c.relative_snr:.2f}", c.relative_snr < _LOW_SNR),
        ("Voxel, mm", f"{frequency_mm:.2f} × {phase_mm:.2f} × {slice_mm:.1f}", False),
        ("Shortest TE", f"{up(c.shortest_echo_time_ms, 0.1):.1f} ms", False),
        ("Shortest TR", f"{up(c.shortest_repetition_time_ms, 0.1):.1f} ms", False),
    ]
    if c.echo_spacing_ms is not None:
        lines.append(("Echo spacing", f"{c.echo_spacing_ms:.2f} ms", False))
    if c.b1_rms_ut is not None:
        lines.append(("B1+ rms", f"{c.b1_rms_ut:.2f} µT", False))
    if c.slices_per_repetition > 1:
        lines.append(("Slices per TR", f"{c.slices_per_repetition}", False))
    return tuple(Fact(said(name, language), value, warns) for name, value, warns in lines)


def reasons(draft: Draft, language: Language = Language.ENGLISH) -> tuple[str, ...]:
    """Return why the draft cannot run, one sentence each; none when it can."""
    if draft.entry_error:
        return (draft.entry_error(language),)
    return tuple(
        sentence(v, draft.model, draft.edited, language) for v in draft.consequences.violations
    )


def outbox_line(outbox: OutboxState, language: Language) -> tuple[str, bool]:
    """Return how images are getting on, and whether something is wrong."""
    if outbox.problem is not None:
        text = "{count} series not sent: {problem}. Kept; will be sent again."
        why = outbox.problem(language)
        return said(text, language, count=len(outbox.unsent), problem=why), True
    if outbox.sending is not None:
        return said("Sending images …", language), False
    if outbox.sent_images:
        text = "All images sent ({count} of the last series)"
        return said(text, language, count=outbox.sent_images), False
    return said("No images to send", language), False


def prescan_lines(found: PrescanResult | None, language: Language) -> tuple[Fact, ...]:
    """Return what prescan found; dashes before it ran."""
    if found is None:
        values = ("–",) * 5
    else:
        values = (
            f"{found.frequency_hz * 1e-6:.6f} MHz",
            f"{found.transmit_reference_v:.1f} V",
            f"{found.receiver_gain_db:.0f} dB",
            "{:+.0f} / {:+.0f} / {:+.0f} µT/m".format(*found.shim_ut_m),
            f"{found.line_width_hz:.0f} Hz",
        )
    names = ("Centre frequency", "Transmit ref.", "Receiver gain", "Shim x / y / z", "Line width")
    return tuple(
        Fact(said(name, language), value) for name, value in zip(names, values, strict=True)
    )


def table_line(position_mm: float, language: Language) -> str:
    """Return where the patient table is."""
    if position_mm == ISOCENTRE_MM:
        return said("Table at isocentre", language)
    return said("Table {position} mm", language, position=f"{position_mm:+.0f}")


def pictured_series(status: ScannerStatus, selected: Series | None) -> Series | None:
    """Return the series whose images are shown: the selected one, or the latest that has any."""
    if selected is not None and selected.state is SeriesState.DONE:
        return selected
    series = status.exam.series if status.exam else ()
    return next((s for s in reversed(series) if s.state is SeriesState.DONE), None)


def image_note(selected: Series | None, pictured: Series | None, language: Language) -> str:
    """Return why the selected series' images are not shown; empty when they are."""
    if selected is None:
        return said("No series selected", language)
    if pictured is not None and pictured.series_id == selected.series_id:
        return ""
    why = {
        SeriesState.QUEUED: "not scanned yet",
        SeriesState.RUNNING: "images come with the scan",
        SeriesState.STOPPED: "stopped, no images",
        SeriesState.FAILED: "failed, no images",
    }.get(selected.state, "no images")
    number = said("Series {number}", language, number=selected.series_number)
    note = f"{number}: {said(why, language)}"
    if pictured is None:
        return note
    shown = said("shown: series {number}", language, number=pictured.series_number)
    return f"{note}   ·   {shown}"

"""What stands on the console, as texts and numbers: pure, so that widgets only show it."""

from dataclasses import dataclass

from telescan.mr.hardware import ScannerModel
from telescan.scanner.driver import Exam, ScannerPhase, ScannerStatus, Series, SeriesState
from telescan.virtual.draft import Draft
from telescan.virtual.machine import RUNNING
from telescan.virtual.outbox import OutboxState
from telescan.virtual.words import choice_text, duration, sentence

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
    start_label: str


@dataclass(frozen=True)
class Fact:
    """One line of what follows from the parameters."""

    label: str
    value: str
    warns: bool = False


def patient_bar(exam: Exam | None) -> PatientBar:
    """Return the patient bar's texts."""
    if exam is None:
        return PatientBar("No patient", "Register a patient to begin", "")
    patient = exam.patient
    born = f"{patient.birth_date:%d %b %Y}" if patient.birth_date else "unknown"
    sex = {"F": "female", "M": "male"}.get(patient.sex, "other")
    details = f"{patient.patient_id}   ·   {born}   ·   {sex}   ·   {patient.weight_kg:.0f} kg"
    name = patient.name.replace("^", ", ")
    return PatientBar(name, details, f"{exam.exam_id}   ·   {exam.body_region}")


def queue_rows(exam: Exam | None, model: ScannerModel) -> tuple[QueueRow, ...]:
    """Return the exam's series as the queue shows them."""
    return tuple(_row(series, model) for series in (exam.series if exam else ()))


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


def run_view(status: ScannerStatus, selected: Series | None, draft: Draft | None) -> RunView:
    """Return the run panel's contents for the selected series."""
    running = status.phase in RUNNING
    active = series_of(status, status.active_series_id)
    detail = "Select a queued series and start it"
    if running and active is not None:
        detail = f"Series {active.series_number}  {active.description}"
        if status.phase is not ScannerPhase.RECONSTRUCTING and status.remaining_s is not None:
            detail += f"   ·   {duration(status.remaining_s)} left"
    elif status.fault is not None:
        detail = status.fault
    elif selected is not None:
        mark = STATE_MARKS[selected.state][1]
        detail = f"Series {selected.series_number}  {selected.description}   ·   {mark}"
    pending = draft is not None and bool(draft.changed_fields)
    can_start = (
        not running
        and status.fault is None
        and selected is not None
        and selected.state is SeriesState.QUEUED
        and not pending
    )
    return RunView(
        phase=PHASE_WORDS[status.phase],
        detail=detail,
        progress=status.progress or 0.0,
        can_start=can_start,
        can_stop=running,
        start_label=f"Start series {selected.series_number}" if selected else "Start",
    )


def facts(draft: Draft) -> tuple[Fact, ...]:
    """Return what follows from the parameters, in the order of the console."""
    c = draft.consequences
    frequency_mm, phase_mm, slice_mm = c.voxel_mm
    lines = [
        Fact("Scan time", duration(c.scan_time_s)),
        Fact("Voxel, mm", f"{frequency_mm:.2f} × {phase_mm:.2f} × {slice_mm:.1f}"),
        Fact("Relative SNR", f"{c.relative_snr:.2f}", warns=c.relative_snr < 0.7),
        Fact("Shortest TE", f"{c.shortest_echo_time_ms:.1f} ms"),
        Fact("Shortest TR", f"{c.shortest_repetition_time_ms:.0f} ms"),
    ]
    if c.echo_spacing_ms is not None:
        lines.append(Fact("Echo spacing", f"{c.echo_spacing_ms:.1f} ms"))
    return tuple(lines)


def reasons(draft: Draft) -> tuple[str, ...]:
    """Return why the draft cannot run, one sentence each; none when it can."""
    if draft.entry_error:
        return (draft.entry_error,)
    return tuple(sentence(v, draft.model, draft.edited) for v in draft.consequences.violations)


def outbox_line(outbox: OutboxState) -> tuple[str, bool]:
    """Return how images are getting on, and whether something is wrong."""
    if outbox.problem is not None:
        count = len(outbox.unsent)
        series = "1 series" if count == 1 else f"{count} series"
        return f"{series} not sent: {outbox.problem}. Kept; will be sent again.", True
    if outbox.sending is not None:
        return "Sending images …", False
    if outbox.sent_images:
        return f"All images sent ({outbox.sent_images} of the last series)", False
    return "No images to send", False


def pictured_series(status: ScannerStatus, selected: Series | None) -> Series | None:
    """Return the series whose images are shown: the selected one, or the latest that has any."""
    if selected is not None and selected.state is SeriesState.DONE:
        return selected
    series = status.exam.series if status.exam else ()
    return next((s for s in reversed(series) if s.state is SeriesState.DONE), None)


def image_note(selected: Series | None, pictured: Series | None) -> str:
    """Return why the selected series' images are not shown; empty when they are."""
    if selected is None:
        return "No series selected"
    if pictured is selected:
        return ""
    why = {
        SeriesState.QUEUED: "not scanned yet",
        SeriesState.RUNNING: "images come when it is reconstructed",
        SeriesState.STOPPED: "stopped, no images",
        SeriesState.FAILED: "failed, no images",
    }.get(selected.state, "no images")
    shown = f"   ·   shown: series {pictured.series_number}" if pictured is not None else ""
    return f"Series {selected.series_number}: {why}{shown}"

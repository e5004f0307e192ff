"""Scans of a session: started by the operator, followed to their end by what the scanner says.

- Only an operator starts; an expert never does, whoever drives.
- One scan at a time. Every start is written with the parameters that it starts with.
- A scan that somebody starts at the scanner's own console belongs to the session as well.
"""

from datetime import datetime

from telescan.scanner.driver import Capability, ScannerStatus, Series, SeriesState
from telescan.session.commands import StartScan
from telescan.session.context import Context
from telescan.session.events import (
    ScanEnd,
    ScanEnded,
    ScanStarted,
    ScanStopAsked,
    SessionEvent,
)
from telescan.session.refusal import Code, Refused
from telescan.session.state import ProposalState, Scan, Session

STARTED_WITHIN_S = 30.0

OUTCOMES: dict[SeriesState, ScanEnd] = {
    SeriesState.DONE: ScanEnd.DONE,
    SeriesState.STOPPED: ScanEnd.STOPPED,
    SeriesState.FAILED: ScanEnd.FAILED,
}


def running(session: Session) -> Scan | None:
    """Return the scan of the session that has not ended."""
    return next((scan for scan in session.scans if scan.ended_at is None), None)


def start(session: Session, command: StartScan, context: Context) -> tuple[SessionEvent, ...]:
    """Start a queued series."""
    context.able(Capability.START)
    series = context.series(command.series_id)
    if running(session) is not None or context.running_series() is not None:
        raise Refused(Code.SCAN_RUNNING, "a scan is running; wait for its end, or stop it first")
    if any(p.state is ProposalState.ACCEPTED for p in session.proposals):
        raise Refused(Code.PROPOSAL_BEING_SET, "the scanner is being set; wait for its answer")
    if series.state is not SeriesState.QUEUED:
        raise Refused(
            Code.SERIES_NOT_QUEUED, f"this series is {series.state.value}; choose a queued one"
        )
    return (_started(series),)


def stop(context: Context) -> tuple[SessionEvent, ...]:
    """Stop the running series."""
    context.able(Capability.START)
    series = context.running_series()
    if series is None:
        raise Refused(Code.NO_SCAN_RUNNING, "no scan is running")
    return (
        ScanStopAsked(series_id=series.series_id, series_instance_uid=series.series_instance_uid),
    )


def failed(scan: Scan) -> ScanEnded:
    """Record that the scanner would not run a scan."""
    return _ended(scan, ScanEnd.FAILED)


def follow(session: Session, status: ScannerStatus, now: datetime) -> tuple[SessionEvent, ...]:
    """Return what the scanner's status says that the session does not know yet.

    A series that still waits ``STARTED_WITHIN_S`` after its start never began: a crash intervened.
    """
    queue = status.exam.series if status.exam is not None else ()
    scan = running(session)
    ends: tuple[SessionEvent, ...] = ()
    if scan is not None:
        series = next((s for s in queue if s.series_instance_uid == scan.series_instance_uid), None)
        if series is None:
            ends = (failed(scan),)
        elif series.state in OUTCOMES:
            ends = (_ended(scan, OUTCOMES[series.state]),)
        elif series.state is SeriesState.QUEUED and _age_s(scan, now) > STARTED_WITHIN_S:
            ends = (failed(scan),)
        else:
            return ()
    known = {s.series_instance_uid for s in session.scans if s.outcome != ScanEnd.FAILED}
    begun = [
        s for s in queue if s.state is SeriesState.RUNNING and s.series_instance_uid not in known
    ]
    return (*ends, *(_started(series) for series in begun[:1]))


def _age_s(scan: Scan, now: datetime) -> float:
    return (now - scan.started_at).total_seconds()


def _started(series: Series) -> ScanStarted:
    return ScanStarted(
        series_id=series.series_id,
        series_description=series.description,
        series_instance_uid=series.series_instance_uid,
        prescription=series.prescription,
    )


def _ended(scan: Scan, outcome: ScanEnd) -> ScanEnded:
    return ScanEnded(
        series_id=scan.series_id, series_instance_uid=scan.series_instance_uid, outcome=outcome
    )

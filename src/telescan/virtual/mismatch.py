"""What can be run but is likely not what was meant: said as warnings, never refused."""

from collections.abc import Iterator

from telescan.mr.faults import Fault, Faults
from telescan.mr.faults.movement import BEATING
from telescan.mr.hardware import ScannerModel
from telescan.mr.phantom import Phantom
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.interface import Encoding
from telescan.protocol.library import ExamProtocol, SeriesProtocol


def mismatches(
    planned: ExamProtocol, model: ScannerModel, phantom: Phantom, faults: Faults
) -> tuple[str, ...]:
    """Return a warning for each series at another field, and for each fault that cannot act."""
    return (
        *_fields(planned, model),
        *(
            f"{fault}: does not act on series {number}, {series.name}: {why}"
            for number, series in enumerate(planned.series, start=1)
            for fault, why in _idle(series, phantom, faults)
        ),
    )


def _fields(planned: ExamProtocol, model: ScannerModel) -> Iterator[str]:
    for series in planned.series:
        written_t = series.field_strength_t or planned.field_strength_t
        if written_t not in {None, model.field_strength_t}:
            yield f"{series.name}: written for {written_t:g} T, run at {model.field_strength_t:g} T"


def _idle(series: SeriesProtocol, phantom: Phantom, faults: Faults) -> Iterator[tuple[Fault, str]]:
    echo_planar = sequence_of(series.prescription).encoding is Encoding.ECHO_PLANAR
    if faults[Fault.N_HALF_GHOST] > 0 and not echo_planar:
        yield Fault.N_HALF_GHOST, "it is no EPI"
    if faults[Fault.PULSATION] > 0 and not BEATING & set(phantom.tissues):
        yield Fault.PULSATION, f"the {phantom.name} has neither blood nor fluid"

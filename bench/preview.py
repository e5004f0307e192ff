"""How fast a predicted image follows a change: 256 x 256, eight coils, head phantom.

Warm changes are those of contrast, averages, bandwidth, acceleration and fat suppression; changes
of geometry take the slice's object anew. Echo-planar images (diffusion, 160 x 160) are distorted
point by point and stand apart.
"""

import statistics
import time
from collections.abc import Iterator, Mapping

from tests.peers.prescriptions import T2

from telescan.mr.hardware import MODELS, ScannerModel
from telescan.mr.phantom import phantom_named
from telescan.mr.prescription import (
    FatSuppression,
    ParallelTechnique,
    Prescription,
    Sequence,
)
from telescan.mr.preview import Preview
from telescan.protocol.library import series_named

MODEL = MODELS["Aster 3T"]
PRESCRIPTION = T2.model_copy(update={"slices": 21, "slice_gap_mm": 0.0})
FLAIR = PRESCRIPTION.model_copy(
    update={
        "sequence": Sequence.INVERSION_RECOVERY,
        "repetition_time_ms": 9000.0,
        "inversion_time_ms": 2500.0,
    }
)
GRADIENT_ECHO = PRESCRIPTION.model_copy(
    update={
        "sequence": Sequence.SPOILED_GRADIENT_ECHO,
        "repetition_time_ms": 400.0,
        "echo_time_ms": 10.0,
        "flip_angle_deg": 60.0,
        "echo_train_length": 1,
    }
)
DIFFUSION = series_named("head-dwi-3t").prescription
_ROUNDS = 8
_SIZES = ((128, 8, 21), (256, 8, 21), (512, 8, 21), (256, 16, 21), (256, 8, 1), (256, 8, 60))
"""Matrix, coils, slices."""


def measure() -> dict[str, object]:
    """Time previews in ms: warm, after changes of geometry, and what they cost by size."""
    preview = Preview(MODEL, phantom_named("head"))
    for prescription in (PRESCRIPTION.model_copy(update={"tilt_lr_deg": 20.0}), *_warm_changes()):
        preview.image(prescription, 10, seed=1)
    warm = [_elapsed_ms(preview, changed) for changed in _warm_changes()]
    geometry = [_elapsed_ms(preview, changed) for changed in _geometry_changes()]
    preview.image(DIFFUSION, DIFFUSION.slices // 2, seed=1)
    return {
        "warm": _summary(warm),
        "geometry_change": _summary(geometry),
        "warm_echo_planar": _summary([_elapsed_ms(preview, changed) for changed in _diffusion()]),
        "cost_ms": {
            f"{matrix} x {matrix}, {channels} coils, {slices} slices": _cost(
                matrix, channels, slices
            )
            for matrix, channels, slices in _SIZES
        },
    }


def _warm_changes() -> Iterator[Prescription]:
    """Change one parameter after the other, as an expert does with sliders and menus."""
    for step in range(_ROUNDS):
        yield PRESCRIPTION.model_copy(update={"echo_time_ms": 60.0 + 5 * step})
        yield PRESCRIPTION.model_copy(update={"repetition_time_ms": 3000.0 + 200 * step})
        yield FLAIR.model_copy(update={"inversion_time_ms": 2200.0 + 50 * step})
        yield GRADIENT_ECHO.model_copy(update={"flip_angle_deg": 20.0 + 8 * step})
        yield GRADIENT_ECHO.model_copy(update={"echo_time_ms": 6.0 + 2 * step})
        yield PRESCRIPTION.model_copy(update={"averages": 1 + step})
        yield PRESCRIPTION.model_copy(update={"pixel_bandwidth_hz": 120.0 + 20 * step})
        yield PRESCRIPTION.model_copy(update={"fat_suppression": _FAT[step % 2]})
        yield PRESCRIPTION.model_copy(
            update={"parallel_technique": _PARALLEL[step % 2], "acceleration_factor": 2 + step // 4}
        )


def _diffusion() -> Iterator[Prescription]:
    """Change TE of a diffusion series."""
    for step in range(_ROUNDS):
        yield DIFFUSION.model_copy(update={"echo_time_ms": DIFFUSION.echo_time_ms + 1 + step})


_FAT = (FatSuppression.SATURATION, FatSuppression.NONE)
_PARALLEL = (ParallelTechnique.GRAPPA, ParallelTechnique.SENSE)


def _geometry_changes() -> Iterator[Prescription]:
    for step in range(_ROUNDS):
        yield PRESCRIPTION.model_copy(update={"fov_frequency_mm": 221.0 + step})
        yield PRESCRIPTION.model_copy(update={"slice_offset_mm": 2.0 + step})
        yield PRESCRIPTION.model_copy(update={"slice_thickness_mm": 3.0 + step / 4})
        yield PRESCRIPTION.model_copy(update={"tilt_lr_deg": 1.0 + 2 * step})


def _coils(model: ScannerModel) -> dict[int, str]:
    """Return the names of a scanner's coils by their channels."""
    names = {model.receive_channels: model.receive_coil}
    return names | {coil.channels: coil.name for coil in model.other_coils}


def _cost(matrix: int, channels: int, slices: int) -> dict[str, float]:
    """Time one preview of a middle slice after a change of geometry, and warm."""
    asked = PRESCRIPTION.model_copy(
        update={
            "matrix_frequency": matrix,
            "matrix_phase": matrix,
            "receive_coil": _coils(MODEL)[channels],
            "slices": slices,
        }
    )
    preview = Preview(MODEL, phantom_named("head"))
    preview.image(asked, slices // 2, seed=1)
    changed = asked.model_copy(update={"slice_thickness_mm": 4.0})
    return {
        "geometry": _elapsed_ms(preview, changed),
        "warm": min(
            _elapsed_ms(preview, changed.model_copy(update={"echo_time_ms": echo_time_ms}))
            for echo_time_ms in (80.0, 90.0, 110.0)
        ),
    }


def _elapsed_ms(preview: Preview, prescription: Prescription) -> float:
    started = time.perf_counter()
    preview.image(prescription, prescription.slices // 2, seed=1)
    return (time.perf_counter() - started) * 1e3


def _summary(elapsed_ms: list[float]) -> Mapping[str, float]:
    return {
        "p50_ms": statistics.median(elapsed_ms),
        "p95_ms": statistics.quantiles(elapsed_ms, n=20)[-1],
    }

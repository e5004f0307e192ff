"""How fast a predicted image follows a parameter change: 256 x 256, eight coils, head phantom."""

import statistics
import time

from telescan.mr.hardware import MODELS
from telescan.mr.phantom import phantom_named
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.preview import Preview

PRESCRIPTION = Prescription(
    sequence=Sequence.TURBO_SPIN_ECHO,
    repetition_time_ms=4500,
    echo_time_ms=100,
    refocusing_flip_angle_deg=150,
    echo_train_length=16,
    pixel_bandwidth_hz=200,
    slices=21,
)


def measure() -> dict[str, dict[str, float]]:
    """Time previews of changed contrast (warm) and of changed geometry, in ms."""
    preview = Preview(MODELS["Aster 3T"], phantom_named("head"))
    preview.image(PRESCRIPTION, 10, seed=1)
    warm, geometry = [], []
    for change in range(60):
        changed = PRESCRIPTION.model_copy(update={"echo_time_ms": 60.0 + change})
        warm.append(_elapsed_ms(preview, changed, 10))
    for change in range(20):
        changed = PRESCRIPTION.model_copy(update={"fov_frequency_mm": 221.0 + change})
        geometry.append(_elapsed_ms(preview, changed, 10))
    return {
        "warm": {"p50_ms": statistics.median(warm), "p95_ms": _p95(warm)},
        "geometry_change": {"p50_ms": statistics.median(geometry), "p95_ms": _p95(geometry)},
    }


def _elapsed_ms(preview: Preview, prescription: Prescription, slice_index: int) -> float:
    started = time.perf_counter()
    preview.image(prescription, slice_index, seed=1)
    return (time.perf_counter() - started) * 1e3


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]

"""What a 3D series costs: MPRAGE 256 x 256 x 160, eight coils, R = 2, simulated and reconstructed.

Every measurement is of a process of its own, so that peak memory is its own too.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from telescan.mr.hardware import MODELS
from telescan.mr.phantom import phantom_named
from telescan.mr.prescription import Prescription
from telescan.mr.scene import Scene
from telescan.mr.volume import Effort, acquire_volume, reconstruct_volume

MPRAGE = {
    "sequence": "mprage",
    "acquisition_type": "3D",
    "repetition_time_ms": 2300.0,
    "inversion_time_ms": 900.0,
    "echo_time_ms": 2.98,
    "flip_angle_deg": 9.0,
    "fov_frequency_mm": 256.0,
    "fov_phase_mm": 256.0,
    "slice_thickness_mm": 1.1,
    "orientation": "sagittal",
    "pixel_bandwidth_hz": 260.0,
    "parallel_technique": "GRAPPA",
    "acceleration_factor": 2,
}
COSTS = {
    "slices_40": (256, 40, 8),
    "slices_80": (256, 80, 8),
    "coils_16": (256, 40, 16),
    "coils_32": (256, 40, 32),
    "matrix_128": (128, 40, 8),
    "matrix_192": (192, 40, 8),
}
"""Matrix, slices and coils that differ from one another in one of them."""


def measure() -> dict[str, object]:
    """Time the whole series, and smaller ones to tell what it grows with."""
    bar = _in_a_process(256, 160, 8)
    costs = {name: _in_a_process(*case) for name, case in COSTS.items()}
    return {
        "mprage_256x256x160_coils_8": bar,
        "total_s": {name: cost["total_s"] for name, cost in costs.items()},
        "peak_gb": {name: cost["peak_gb"] for name, cost in costs.items()},
    }


def _in_a_process(matrix: int, slices: int, coils: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.acquire", *map(str, (matrix, slices, coils))]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    costs: dict[str, float] = json.loads(ran.stdout)
    return costs


def _cost(matrix: int, slices: int, coils: int) -> dict[str, float]:
    """Return seconds and peak memory of one series in this process."""
    prescription = Prescription.model_validate(
        {**MPRAGE, "matrix_frequency": matrix, "matrix_phase": matrix, "slices": slices}
    )
    model = MODELS["Aster 3T"].model_copy(update={"receive_channels": coils})
    scene = Scene(model, phantom_named("head"))
    rng = np.random.default_rng(1)
    kspace, acquire_s = _timed(lambda: acquire_volume(prescription, scene, rng, Effort()))
    _, reconstruct_s = _timed(lambda: reconstruct_volume(kspace[0], prescription, Effort()))
    return {
        "acquire_s": acquire_s,
        "reconstruct_s": reconstruct_s,
        "total_s": acquire_s + reconstruct_s,
        "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9,
    }


def _timed[T](work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    done = work()
    return done, time.perf_counter() - started


if __name__ == "__main__":
    print(json.dumps(_cost(*map(int, sys.argv[1:]))))

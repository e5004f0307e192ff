"""SNR measured by NEMA MS 1's two-image method, over a grid of prescriptions."""

import itertools

import numpy as np
import pytest

from telescan.mr.acquisition import noiseless_slice
from telescan.mr.hardware import MODELS
from telescan.mr.noise import noise_sigma
from telescan.mr.phantom import SpherePhantom
from telescan.mr.prescription import ImageFilter, Prescription, Sequence
from telescan.mr.receiver import channel_noise
from telescan.mr.reconstruction import reconstruct_for_display
from telescan.mr.scene import Scene

BASIS = Prescription(
    sequence=Sequence.SPIN_ECHO,
    repetition_time_ms=3000,
    echo_time_ms=20,
    image_filter=ImageFilter.NONE,
    matrix_frequency=96,
    matrix_phase=96,
)
GRID = [
    BASIS.model_copy(update=dict(zip(("matrix_phase", *names), values, strict=True)))
    for names, values in (
        (("averages", "pixel_bandwidth_hz", "slice_thickness_mm"), values)
        for values in itertools.product((64, 96), (1, 4), (100.0, 250.0), (3.0, 6.0))
    )
]


def two_image_snr(asked: Prescription, field_strength_t: float, seed: int) -> float:
    """Return the mean over the deviation of the difference over root 2, within a sphere."""
    model = next(m for m in MODELS.values() if m.field_strength_t == field_strength_t)
    clean = noiseless_slice(asked, Scene(model, SpherePhantom()), 0)[0]
    sigma = np.float32(noise_sigma(asked, field_strength_t))
    rng = np.random.default_rng(seed)
    signal, power = [], []
    for _ in range(3):
        first, second = (
            reconstruct_for_display(clean + sigma * channel_noise(rng, clean.shape, 8), asked)
            for _ in range(2)
        )
        rows, columns = (np.arange(size) - size // 2 for size in first.shape)
        region = np.hypot(rows[:, None], columns) < 0.3 * min(first.shape)
        signal.append(first[region].mean())
        power.append((first - second)[region].var() / 2)
    return float(np.mean(signal) / np.sqrt(np.mean(power)))


def expected(asked: Prescription) -> float:
    """Return voxel volume times the root of averages, lines and readout time."""
    volume = np.prod(asked.voxel_mm)
    return volume * np.sqrt(asked.averages * asked.matrix_phase / asked.pixel_bandwidth_hz)


def test_snr_follows_voxel_volume_averages_lines_and_bandwidth_within_3_percent() -> None:
    measured = np.array([two_image_snr(asked, 3.0, seed) for seed, asked in enumerate(GRID)])
    ratio = measured / np.array([expected(asked) for asked in GRID])
    np.testing.assert_allclose(ratio, np.median(ratio), rtol=0.03)


def test_noise_falls_as_the_field_grows() -> None:
    assert noise_sigma(BASIS, 1.5) == pytest.approx(2 * noise_sigma(BASIS, 3.0))

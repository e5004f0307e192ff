"""Accelerated and partial acquisitions of a head, against the same acquired in full."""

from functools import cache

import numpy as np
import pytest

from telescan.mr.acquisition import noiseless_slice
from telescan.mr.coil import sensitivities
from telescan.mr.geometry import image_shape
from telescan.mr.hardware import MODELS
from telescan.mr.noise import complex_noise
from telescan.mr.phantom import phantom_named
from telescan.mr.prescription import ImageFilter, ParallelTechnique, Prescription, Sequence
from telescan.mr.reconstruction import reconstruct_for_display
from telescan.mr.reconstruction.filters import filter_of
from telescan.mr.reconstruction.interpolation import image_of
from telescan.mr.reconstruction.partial_fourier import fill_partial_fourier
from telescan.mr.reconstruction.sense import unfolding_weights
from telescan.mr.sampling import first_encoded_line, phase_sampling
from telescan.mr.scene import Scene

T2 = Prescription(
    sequence=Sequence.TURBO_SPIN_ECHO,
    repetition_time_ms=4500,
    echo_time_ms=100,
    echo_train_length=12,
    pixel_bandwidth_hz=200,
    matrix_frequency=128,
    matrix_phase=112,
    fov_phase_mm=201.25,
    image_filter=ImageFilter.NONE,
)


def changed(**values: object) -> Prescription:
    return Prescription.model_validate({**T2.model_dump(), **values})


@cache
def acquired_in_full(matrix_phase: int) -> np.ndarray:
    asked = changed(matrix_phase=matrix_phase, fov_phase_mm=matrix_phase * 201.25 / 112)
    return noiseless_slice(asked, Scene(MODELS["Aster 3T"], phantom_named("head")), 0)[0]


def acquired(asked: Prescription) -> np.ndarray:
    return acquired_in_full(asked.matrix_phase) * phase_sampling(asked).acquired[:, None]


def relative_error(asked: Prescription) -> float:
    expected = reconstruct_for_display(acquired_in_full(asked.matrix_phase), T2)
    difference = reconstruct_for_display(acquired(asked), asked) - expected
    return float(np.sqrt((difference**2).mean()) / np.percentile(expected, 99))


@pytest.mark.parametrize(
    ("technique", "factor", "allowed"),
    [
        (ParallelTechnique.GRAPPA, 2, 0.01),
        (ParallelTechnique.SENSE, 2, 0.02),
        (ParallelTechnique.GRAPPA, 3, 0.03),
        (ParallelTechnique.SENSE, 3, 0.04),
    ],
)
def test_parallel_imaging_takes_folding_away(
    technique: ParallelTechnique, factor: int, allowed: float
) -> None:
    asked = changed(parallel_technique=technique, acceleration_factor=factor)
    assert phase_sampling(asked).acquired.sum() < 0.7 * 112
    assert relative_error(asked) < allowed
    folded = reconstruct_for_display(acquired(asked), T2)
    expected = reconstruct_for_display(acquired_in_full(112), T2)
    assert np.sqrt(((folded - expected) ** 2).mean()) > 2 * allowed * np.percentile(expected, 99)


@pytest.mark.parametrize("technique", ParallelTechnique)
def test_partial_fourier_goes_with_every_technique(technique: ParallelTechnique) -> None:
    asked = changed(partial_fourier=0.75, parallel_technique=technique, acceleration_factor=2)
    assert relative_error(asked) < 0.03


def test_partial_fourier_is_exact_for_an_object_of_smooth_phase() -> None:
    place = np.arange(64) - 32
    disc = (place[:, None] ** 2 + place**2 < 20**2) * np.exp(1j * 0.02 * place)
    full = np.fft.fftshift(np.fft.fft2(np.fft.ifftshift(disc), norm="ortho")).astype(np.complex64)
    part = full.copy()
    part[:20] = 0
    found = fill_partial_fourier(part[None], 20)[0]
    lost = np.abs(part - full)[:20]
    assert np.linalg.norm((found - full)[1:20]) < 0.25 * np.linalg.norm(lost)
    np.testing.assert_allclose(found[24:], full[24:], atol=1e-4)


def test_nothing_is_changed_where_nothing_is_left_out() -> None:
    kspace = acquired_in_full(112)
    assert first_encoded_line(T2) == 0
    assert fill_partial_fourier(kspace, 0) is kspace


def noise_gain(asked: Prescription, weights: np.ndarray, times: int = 60) -> np.ndarray:
    """Return the deviation of unfolded noise over that of the noise of one coil."""
    rng = np.random.default_rng(5)
    total = 0.0
    for _ in range(times):
        noise = complex_noise(rng, (8, asked.matrix_phase, asked.matrix_frequency))
        noise[:, ~phase_sampling(asked).lattice] = 0
        images = image_of(noise, asked.model_copy(update={"fov_phase_mm": 230.0}))
        total = total + np.abs((weights * images).sum(axis=0)) ** 2
    return np.sqrt(total / times / 2)


def test_the_noise_of_sense_is_its_geometry_factor_times_the_root_of_the_acceleration() -> None:
    asked = changed(
        matrix_frequency=48,
        matrix_phase=48,
        fov_phase_mm=230.0,
        parallel_technique=ParallelTechnique.SENSE,
        acceleration_factor=3,
    )
    place = (np.arange(48) - 24) * 230 / 48
    points = np.stack(np.broadcast_arrays(place, place[:, None], 0.0), axis=-1)
    maps = sensitivities(8, points)
    folding = np.stack([np.roll(maps, -16 * fold, axis=1) for fold in range(3)])
    weights = unfolding_weights(folding)
    normal = np.einsum("icyx,jcyx->yxij", folding.conj(), folding)
    inverse = np.linalg.inv(normal)
    without = 1 / np.sqrt(normal[..., 0, 0].real)
    g_factor = np.sqrt(inverse[..., 0, 0].real * normal[..., 0, 0].real)
    measured = noise_gain(asked, weights) / (np.sqrt(3) * without)
    inside = np.hypot(place, place[:, None]) < 80
    assert g_factor[inside].max() > 1.5
    ratio = measured[inside] / g_factor[inside]
    assert ratio.mean() == pytest.approx(1, abs=0.03)
    assert np.percentile(abs(ratio - 1), 90) < 0.15


def test_sense_listens_less_to_a_noisy_coil() -> None:
    rng = np.random.default_rng(3)
    folding = (rng.standard_normal((2, 4, 5, 6)) + 1j * rng.standard_normal((2, 4, 5, 6))).astype(
        np.complex64
    )
    even = unfolding_weights(folding)
    weary = unfolding_weights(folding, np.diag([1.0, 1.0, 1.0, 100.0]).astype(np.complex128))
    assert (np.abs(weary[3]) < np.abs(even[3])).mean() > 0.9
    kept = np.einsum("cyx,cyx->yx", weary, folding[0])
    np.testing.assert_allclose(kept, 2, atol=0.1)
    np.testing.assert_allclose(np.einsum("cyx,cyx->yx", weary, folding[1]), 0, atol=0.1)


def test_filters_keep_the_centre_and_weaken_the_corners() -> None:
    fermi, hamming = (filter_of(kind, 64, 64) for kind in (ImageFilter.FERMI, ImageFilter.HAMMING))
    assert fermi[32, 32] == pytest.approx(1, abs=1e-6)
    assert hamming[32, 32] == pytest.approx(1)
    assert fermi[32, 0] == pytest.approx(0.4, abs=0.1)
    assert hamming[32, 0] == pytest.approx(0.08, abs=0.01)
    assert fermi[0, 0] < 0.01
    assert (filter_of(ImageFilter.NONE, 64, 64) == 1).all()


@pytest.mark.parametrize("oversampling", [0.0, 15.0, 50.0])
@pytest.mark.parametrize("interpolation", [1, 2])
def test_oversampling_and_interpolation_leave_the_image_in_its_place(
    oversampling: float, interpolation: int
) -> None:
    scene = Scene(MODELS["Aster 3T"], phantom_named("head"))
    asked = changed(
        matrix_frequency=64,
        matrix_phase=48,
        phase_oversampling_percent=oversampling,
        interpolation=interpolation,
    )
    image = reconstruct_for_display(noiseless_slice(asked, scene, 0)[0], asked)
    rows, columns = image.shape
    assert (columns, rows) == image_shape(asked)
    plain = asked.model_copy(update={"phase_oversampling_percent": 0.0, "interpolation": 1})
    expected = reconstruct_for_display(noiseless_slice(plain, scene, 0)[0], plain)
    on_pixels = image[::interpolation, ::interpolation]
    error = np.sqrt(((on_pixels - expected) ** 2).mean()) / np.percentile(expected, 99)
    assert error < 0.03

"""SNR from images alone: right on images whose SNR is known, not measured where it cannot be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import ndimage

from telescan.mr.acquisition import noiseless_slice
from telescan.mr.geometry import image_for_display
from telescan.mr.hardware import MODELS
from telescan.mr.noise import complex_noise, noise_sigma
from telescan.mr.phantom import phantom_named
from telescan.mr.prescription import PhaseEncodingDirection, Prescription, Sequence
from telescan.mr.reconstruction import reconstruct
from telescan.mr.scene import Scene
from telescan.quality.image_stack import ImageStack, stack_of
from telescan.quality.results import NotMeasured
from telescan.quality.snr import _otsu as threshold_of
from telescan.quality.snr import measure_snr


def images(
    true_snr: float, channels: int = 1, *, signal: float = 1_000.0, size: int = 192, seed: int = 1
) -> NDArray[np.float32]:
    """Three slices of a disc seen by equal coils, combined by root sum of squares, rounded."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    disc = np.where(x**2 + y**2 < 0.4, signal / np.sqrt(channels), 0.0)
    sigma = signal / true_snr
    shape = (channels, 3, size, size)
    real = disc + random.normal(0, sigma, shape)
    imaginary = random.normal(0, sigma, shape)
    return np.rint(np.sqrt((real**2 + imaginary**2).sum(axis=0))).astype(np.float32)


@settings(max_examples=25, deadline=None)
@given(
    true_snr=st.floats(5, 250),
    channels=st.sampled_from([1, 2, 4, 8, 16]),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_known_snr_is_measured_within_three_percent(true_snr, channels, seed):
    measured = measure_snr(images(true_snr, channels, seed=seed))
    assert measured.value == pytest.approx(true_snr, rel=0.03)


def test_brightness_does_not_matter():
    one = measure_snr(images(40, 8, signal=800)).value
    other = measure_snr(images(40, 8, signal=3_200)).value
    assert one is not None
    assert other == pytest.approx(one, rel=0.01)


def test_twice_the_noise_is_half_the_snr():
    one, other = measure_snr(images(80, 4)).value, measure_snr(images(40, 4)).value
    assert one is not None
    assert other == pytest.approx(one / 2, rel=0.03)


@pytest.mark.parametrize("axis", [1, 2])
def test_ghosts_along_the_phase_encoding_direction_do_not_count_as_noise(axis):
    clean = images(40, 4)
    ghost = np.roll(clean, clean.shape[axis] // 2, axis=axis) * 0.1
    measured = measure_snr(np.rint(np.hypot(clean, ghost)), phase_axis=axis)
    assert measured.value == pytest.approx(40, rel=0.03)


def test_air_whose_noise_was_scaled_with_the_coils_shading_is_not_measured():
    y, x = np.mgrid[-1:1:192j, -1:1:192j]
    evened_out = np.rint(images(40, 8) / (0.4 + x**2 + y**2)).astype(np.float32)
    measured = measure_snr(evened_out)
    assert (measured.value, measured.reason) == (None, NotMeasured.AIR_UNEVEN)


def test_the_snr_of_a_head_is_what_many_acquisitions_of_it_give():
    model, phantom = MODELS["Borealis 1.5T"], phantom_named("head")
    prescription = Prescription(
        sequence=Sequence.TURBO_SPIN_ECHO,
        repetition_time_ms=4_000,
        echo_time_ms=90,
        echo_train_length=8,
        matrix_frequency=256,
        matrix_phase=256,
        slices=3,
        slice_thickness_mm=5,
    )
    sigma = noise_sigma(prescription, model.field_strength_t)
    clean = [noiseless_slice(prescription, Scene(model, phantom), index)[0] for index in range(3)]

    def acquired(seed: int) -> NDArray[np.float32]:
        random = np.random.default_rng(seed)
        noisy = [k + np.float32(sigma) * complex_noise(random, k.shape) for k in clean]
        return np.stack([image_for_display(reconstruct(k), prescription) for k in noisy])

    stack = np.stack([acquired(seed) for seed in range(8)])
    first = stack[0]
    smooth = ndimage.uniform_filter(first, size=(1, 3, 3))
    inside = ndimage.binary_erosion(smooth > threshold_of(smooth), np.ones((1, 5, 5)))
    truth = stack.mean(axis=0)[inside].mean() / np.sqrt(stack.var(axis=0, ddof=1)[inside].mean())
    steps = np.rint(first / first.max() * 4_095).astype(np.float32)
    along_rows = prescription.phase_encoding_direction is PhaseEncodingDirection.ROW
    measured = measure_snr(steps, phase_axis=2 if along_rows else 1)
    assert measured.value == pytest.approx(truth, rel=0.05)


def masked(volume):
    random = np.random.default_rng(2)
    return np.where((volume < 300) & (random.random(volume.shape) < 0.5), 0, volume)


def filling_the_image(volume):
    return volume[:, 60:-60, 60:-60]


def scaled_in_one_corner(volume):
    scaled = volume.copy()
    scaled[:, :96, :96] *= 3
    return scaled


@pytest.mark.parametrize(
    ("volume", "reason"),
    [
        (masked(images(40)), NotMeasured.AIR_MASKED),
        (np.where(images(40) < 300, 0, images(40)), NotMeasured.AIR_MASKED),
        (filling_the_image(images(40)), NotMeasured.AIR_TOO_SMALL),
        (scaled_in_one_corner(images(40)), NotMeasured.AIR_UNEVEN),
        (images(3_000), NotMeasured.AIR_MASKED),
        (images(1_250), NotMeasured.NOISE_ROUNDED_AWAY),
        (np.zeros((1, 64, 64)), NotMeasured.NO_OBJECT),
    ],
)
def test_what_cannot_be_measured_is_said_to_be_not_measured(volume, reason):
    measured = measure_snr(np.asarray(volume, dtype=np.float32))
    assert (measured.value, measured.reason) == (None, reason)


def test_images_that_the_scanner_evened_out_are_not_measured():
    measured = measure_snr(images(40), intensity_corrected=True)
    assert (measured.value, measured.reason) == (None, NotMeasured.INTENSITY_CORRECTED)


@pytest.fixture
def real_stack(real_series):
    def read(folder: str) -> ImageStack:
        stack = stack_of(real_series(folder))
        assert isinstance(stack, ImageStack)
        return stack

    return read


def test_a_real_mprage_with_masked_air_is_not_measured(real_stack):
    measured = measure_snr(real_stack("headers/ge-mr29-mprage").pixels)
    assert (measured.value, measured.reason) == (None, NotMeasured.AIR_MASKED)


def test_one_real_image_gives_the_snr_that_the_difference_of_two_gives(real_stack):
    stack = real_stack("phantom/snr-pair/ge-explorer")
    first, second = stack.pixels
    inside = np.zeros(first.shape, dtype=bool)
    rows, columns = np.nonzero(first > first.mean())
    middle = slice(int(rows.mean()) - 40, int(rows.mean()) + 40)
    inside[middle, int(columns.mean()) - 40 : int(columns.mean()) + 40] = True
    noise = np.std((first - second)[inside]) / np.sqrt(2)
    by_difference = float(first[inside].mean() / noise)
    measured = measure_snr(first[np.newaxis], phase_axis=stack.phase_axis)
    assert measured.value == pytest.approx(by_difference, rel=0.15)


def test_a_real_series_that_siemens_normalised_is_known_as_such(real_stack):
    assert real_stack("phantom/snr-pair/siemens-aera").intensity_corrected
    assert not real_stack("phantom/acr/ge-artist-1.5t-t1").intensity_corrected


def test_every_frame_of_a_real_enhanced_image_is_measured(real_stack):
    assert real_stack("phantom/acr/siemens-sola-1.5t-t1-enhanced").pixels.shape == (11, 256, 256)


def test_an_image_whose_pixels_are_cut_short_is_not_readable(real_series):
    image = real_series("phantom/acr/ge-artist-1.5t-t1")[0]
    image.PixelData = image.PixelData[:100]
    assert stack_of([image]) is NotMeasured.NOT_READABLE


def test_derived_images_are_not_measured(real_series):
    image = real_series("phantom/acr/ge-artist-1.5t-t1")[0]
    image.ImageType = ["DERIVED", "PRIMARY", "OTHER"]
    assert stack_of([image]) is NotMeasured.NOT_MAGNITUDE

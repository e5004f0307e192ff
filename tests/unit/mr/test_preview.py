import numpy as np
import pytest
from tests.peers import prescriptions

from telescan.mr.acquisition import acquire_slice, noiseless_slice
from telescan.mr.hardware import MODELS
from telescan.mr.maps.trace import trace_weighted
from telescan.mr.noise import noise_sigma
from telescan.mr.phantom import SpherePhantom, phantom_named
from telescan.mr.prescription import (
    AcquisitionType,
    FatSuppression,
    IntensityCorrection,
    ParallelTechnique,
    PhaseEncodingDirection,
    Prescription,
    Sequence,
)
from telescan.mr.preview import Preview
from telescan.mr.receiver import noise_covariance
from telescan.mr.reconstruction import evened, reconstruct_for_display
from telescan.mr.sampling import phase_sampling
from telescan.mr.scene import Scene
from telescan.mr.sequence import sequence_of
from telescan.mr.telling_frames import telling_frames
from telescan.mr.window import display_window

MODEL = MODELS["Aster 3T"]
T2 = prescriptions.changed(
    prescriptions.T2,
    fov_phase_mm=200,
    matrix_frequency=128,
    matrix_phase=96,
    slices=5,
    slice_gap_mm=0,
)


def changed(**values: object) -> Prescription:
    return prescriptions.changed(T2, **values)


GRADIENT_ECHO = changed(
    sequence=Sequence.SPOILED_GRADIENT_ECHO,
    echo_train_length=1,
    echo_time_ms=5.0,
    repetition_time_ms=200.0,
    flip_angle_deg=60.0,
)
ACCELERATED = {"parallel_technique": ParallelTechnique.GRAPPA, "acceleration_factor": 2}


@pytest.mark.parametrize(
    "asked",
    [
        T2,
        changed(intensity_correction=IntensityCorrection.PRESCAN),
        changed(phase_encoding_direction=PhaseEncodingDirection.COL, fov_phase_mm=270.0),
        changed(phase_oversampling_percent=20.0, interpolation=2),
        changed(**ACCELERATED),
        changed(parallel_technique=ParallelTechnique.SENSE, acceleration_factor=2),
        changed(partial_fourier=0.7, fat_suppression=FatSuppression.SATURATION),
        GRADIENT_ECHO,
        GRADIENT_ECHO.model_copy(update={"echo_time_ms": 20.0, "partial_fourier": 0.75}),
    ],
)
def test_the_preview_is_what_acquisition_and_reconstruction_give(asked: Prescription) -> None:
    head = phantom_named("head")
    kspace = noiseless_slice(asked, Scene(MODEL, head), 2)[0]
    kspace[:, ~phase_sampling(asked).acquired] = 0
    shown = reconstruct_for_display(kspace, asked, noise_covariance(len(kspace)))
    expected = evened(shown, asked, MODEL, 2)
    quiet = asked.model_copy(update={"averages": 10**9})
    predicted = Preview(MODEL, head).image(quiet, 2, seed=1)
    error = np.sqrt(((predicted - expected) ** 2).mean())
    assert error < 0.02 * np.percentile(expected, 99)


def test_a_previewed_epi_is_distorted_and_dephased_as_the_acquired_one() -> None:
    head = phantom_named("head")
    asked = changed(
        sequence=Sequence.GRADIENT_ECHO_EPI,
        repetition_time_ms=2000.0,
        echo_time_ms=30.0,
        echo_train_length=1,
        pixel_bandwidth_hz=2000.0,
        fov_phase_mm=230.0,
        matrix_frequency=64,
        matrix_phase=64,
        slice_offset_mm=-20.0,
        **ACCELERATED,
    )
    kspace = noiseless_slice(asked, Scene(MODEL, head), 2)[0]
    expected = reconstruct_for_display(kspace, asked, noise_covariance(8))
    quiet = asked.model_copy(update={"averages": 10**9})
    predicted = Preview(MODEL, head).image(quiet, 2, seed=1)
    error = np.sqrt(((predicted - expected) ** 2).mean())
    assert error < 0.03 * np.percentile(expected, 99)


def test_a_slice_of_a_slab_is_previewed_with_the_contrast_of_its_sequence() -> None:
    asked = changed(
        sequence=Sequence.MPRAGE,
        acquisition_type=AcquisitionType.THREE_D,
        repetition_time_ms=2300.0,
        echo_time_ms=3.0,
        inversion_time_ms=900.0,
        flip_angle_deg=9.0,
        echo_train_length=1,
        slices=32,
        slice_thickness_mm=1.0,
    )
    image = Preview(MODEL, phantom_named("head")).image(
        asked.model_copy(update={"averages": 10**9}), 16, seed=1
    )
    head = image[image > 0.02 * image.max()]
    fluid = image[40:56, 50:60].min()
    white = image[60:100, 30:40].max()
    assert head.size > 0.3 * image.size
    assert fluid < 0.5 * white


@pytest.mark.parametrize("asked", [T2, changed(**ACCELERATED)])
def test_the_preview_has_the_noise_of_the_acquisition(asked: Prescription) -> None:
    head = phantom_named("head")
    scene, preview = Scene(MODEL, head), Preview(MODEL, head)
    rng = np.random.default_rng(3)
    acquired = [
        reconstruct_for_display(kspace, asked, noise_covariance(8))
        for kspace in (noisy(asked, scene, rng) for _ in range(6))
    ]
    predicted = [preview.image(asked, 2, seed=seed) for seed in range(6)]
    inside = acquired[0] > 0.2 * acquired[0].max()
    measured, foretold = (np.std(images, axis=0)[inside] for images in (acquired, predicted))
    assert foretold.mean() == pytest.approx(measured.mean(), rel=0.03)
    assert noise_sigma(asked, 3.0) > 0


def noisy(asked: Prescription, scene: Scene, rng: np.random.Generator) -> np.ndarray:
    return acquire_slice(asked, scene, 2, rng)[0]


def test_one_seed_gives_one_image_whatever_was_asked_before() -> None:
    sphere = SpherePhantom()
    fresh, used = Preview(MODEL, sphere), Preview(MODEL, sphere)
    for echo_time_ms in (50.0, 80.0):
        used.image(changed(echo_time_ms=echo_time_ms), 1, seed=5)
    used.image(changed(fov_frequency_mm=260.0), 1, seed=6)
    np.testing.assert_array_equal(fresh.image(T2, 1, seed=5), used.image(T2, 1, seed=5))
    assert (fresh.image(T2, 1, seed=5) != fresh.image(T2, 1, seed=6)).any()


def test_the_window_of_the_present_image_shows_a_longer_echo_time_darker() -> None:
    head = phantom_named("head")
    preview, window = Preview(MODEL, head), display_window(T2, MODEL)
    now = window.grey(preview.image(T2, 2, seed=1))
    later = window.grey(preview.image(changed(echo_time_ms=160.0), 2, seed=1))
    assert now.dtype == np.uint8
    assert now.max() == 255 or now.max() > 180
    brain = (now > 40) & (now < 140)
    assert later[brain].mean() < 0.85 * now[brain].mean()


def test_a_window_shows_its_low_value_black_and_its_high_value_white() -> None:
    window = display_window(T2, MODEL)
    ends = np.array([[window.low, window.high, 10 * window.high]], dtype=np.float32)
    np.testing.assert_array_equal(window.grey(ends), [[0, 255, 255]])
    assert window.centre == pytest.approx(window.width / 2 + window.low)


def test_a_diffusion_series_is_previewed_by_its_trace_and_any_frame_on_demand() -> None:
    head = phantom_named("head")
    asked = changed(
        sequence=Sequence.DIFFUSION_EPI,
        repetition_time_ms=5000.0,
        echo_time_ms=90.0,
        echo_train_length=1,
        b_values_s_mm2=(0.0, 1000.0),
        fat_suppression=FatSuppression.SATURATION,
        pixel_bandwidth_hz=2000.0,
        fov_phase_mm=230.0,
        matrix_frequency=48,
        matrix_phase=48,
    ).model_copy(update={"averages": 10**9})
    frames = sequence_of(asked).frames(asked)
    kspace = noiseless_slice(asked, Scene(MODEL, head), 2)
    images = np.stack([reconstruct_for_display(one, asked, noise_covariance(8)) for one in kspace])
    preview = Preview(MODEL, head)
    for predicted, expected in (
        (preview.image(asked, 2, seed=1), trace_weighted(images[1:])),
        (preview.image(asked, 2, seed=1, frame=frames[0]), images[0]),
    ):
        error = np.sqrt(((predicted - expected) ** 2).mean())
        assert error < 0.03 * np.percentile(expected, 99)


def test_the_preview_of_a_trace_has_the_noise_of_three_directions_together() -> None:
    nothing = SpherePhantom(diameter_mm=1, centre_mm=(0, 0, 300))
    asked = changed(
        sequence=Sequence.DIFFUSION_EPI,
        echo_train_length=1,
        b_values_s_mm2=(0.0, 1000.0),
        pixel_bandwidth_hz=2000.0,
    )
    preview = Preview(MODEL, nothing)
    weighted = sequence_of(asked).frames(asked)[1]
    trace, direction = preview.image(asked, 2, 1), preview.image(asked, 2, 1, frame=weighted)
    np.testing.assert_allclose(trace * np.sqrt(3), direction, rtol=1e-4)


def test_a_labelling_series_is_previewed_by_control_less_label() -> None:
    asked = changed(
        sequence=Sequence.ARTERIAL_SPIN_LABELLING,
        acquisition_type=AcquisitionType.THREE_D,
        echo_train_length=1,
        echo_time_ms=14.0,
        pixel_bandwidth_hz=2000.0,
        fov_phase_mm=230.0,
        matrix_frequency=48,
        matrix_phase=48,
        slices=24,
    ).model_copy(update={"averages": 10**9})
    preview = Preview(MODEL, phantom_named("head"))
    _, control, label = sequence_of(asked).frames(asked)
    one, other = (preview.image(asked, 12, 1, frame=frame) for frame in (control, label))
    shown = preview.image(asked, 12, seed=1)
    np.testing.assert_allclose(shown, one - other, atol=1e-6)
    window = display_window(asked, MODEL, frames=telling_frames(asked))
    assert 0.3 * window.high < np.percentile(shown, 95) < window.high < 0.05

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.mr.acquisition import acquire_slice, noiseless_slice
from telescan.mr.faults import Fault, Faults
from telescan.mr.geometry import image_for_display, image_shape
from telescan.mr.hardware import MODELS
from telescan.mr.imaging import image_slice
from telescan.mr.noise import noise_sigma
from telescan.mr.phantom import SpherePhantom, phantom_named
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.reconstruction import image_coil_maps, reconstruct, reconstruct_for_display
from telescan.mr.reconstruction.sum_of_squares import root_sum_of_squares
from telescan.mr.scene import Scene
from telescan.mr.tissue import FAT_SHIFT_PPM, GYROMAGNETIC_RATIO_HZ_PER_T, Tissue

MODEL = MODELS["Aster 3T"]
NOTHING = SpherePhantom(diameter_mm=1, centre_mm=(0, 0, 200))


def prescription(**values: object) -> Prescription:
    return Prescription.model_validate(
        {
            "sequence": Sequence.SPIN_ECHO,
            "repetition_time_ms": 500.0,
            "echo_time_ms": 12.0,
            "matrix_frequency": 128,
            "matrix_phase": 128,
            **values,
        }
    )


def test_kspace_has_coils_lines_and_samples() -> None:
    asked = prescription(matrix_phase=96)
    kspace = acquire_slice(asked, Scene(MODEL, SpherePhantom()), 0, np.random.default_rng(1))[0]
    assert kspace.shape == (8, 96, 128)
    assert kspace.dtype == np.complex64
    assert reconstruct(kspace).shape == (96, 128)
    assert reconstruct(kspace).dtype == np.float32


def test_noise_has_the_physical_deviation_in_kspace_and_image() -> None:
    asked = prescription()
    kspace = acquire_slice(asked, Scene(MODEL, NOTHING), 0, np.random.default_rng(1))[0]
    sigma = noise_sigma(asked, MODEL.field_strength_t)
    assert kspace.real.std() == pytest.approx(sigma, rel=0.01)
    assert kspace.imag.std() == pytest.approx(sigma, rel=0.01)
    power = (reconstruct(kspace) ** 2).mean()
    assert power == pytest.approx(2 * 8 * sigma**2, rel=0.01)


def test_the_same_generator_state_gives_the_same_data() -> None:
    first, again = (
        acquire_slice(prescription(), Scene(MODEL, NOTHING), 0, np.random.default_rng(7))[0]
        for _ in "ab"
    )
    np.testing.assert_array_equal(first, again)


@given(
    averages=st.integers(1, 8),
    thickness=st.floats(1, 10),
    bandwidth=st.floats(50, 800),
    field=st.floats(0.5, 7),
)
def test_noise_falls_with_voxel_time_and_field(
    averages: int, thickness: float, bandwidth: float, field: float
) -> None:
    base = prescription(slice_thickness_mm=5.0, pixel_bandwidth_hz=100.0)
    asked = prescription(
        averages=averages, slice_thickness_mm=thickness, pixel_bandwidth_hz=bandwidth
    )
    gain = thickness / 5 * math.sqrt(averages * 100 / bandwidth) * field / 3
    assert noise_sigma(base, 3.0) / noise_sigma(asked, field) == pytest.approx(gain)


def middle_profile(asked: Prescription, phantom: SpherePhantom) -> np.ndarray:
    kspace = noiseless_slice(asked, Scene(MODEL, phantom), 0)[0]
    image = reconstruct_for_display(kspace, asked)
    middle = image.shape[0] // 2
    return image[middle] / shading(asked)[middle]


def shading(asked: Prescription) -> np.ndarray:
    return root_sum_of_squares(image_coil_maps(asked, MODEL.receive_channels, 0))


def test_edges_ring_as_those_of_a_continuous_object_and_less_once_filtered() -> None:
    asked = prescription(slice_thickness_mm=1.0, pixel_bandwidth_hz=1000.0)
    sphere = SpherePhantom(diameter_mm=150, tissue=Tissue.GRAY_MATTER)
    even_b1 = MODEL.model_copy(update={"field_strength_t": 0.3})
    kspace = noiseless_slice(asked, Scene(even_b1, sphere), 0)[0]
    even = shading(asked)[64]
    between_pixels = reconstruct(kspace, (512, 512))[256] / np.repeat(even, 4)
    overshoot = between_pixels.max() / np.median(between_pixels[216:296])
    assert 1.06 < overshoot < 1.12
    filtered = middle_profile(asked, sphere)
    assert 1.005 < filtered.max() / np.median(filtered[54:74]) < overshoot


def test_halving_the_pixels_moves_the_ringing_to_the_edge_but_not_the_level() -> None:
    sphere = SpherePhantom(diameter_mm=150, tissue=Tissue.GRAY_MATTER)
    coarse = middle_profile(prescription(), sphere)
    fine = middle_profile(prescription(matrix_frequency=256, matrix_phase=256), sphere)
    assert np.median(fine[108:148]) == pytest.approx(np.median(coarse[54:74]), rel=0.01)


def test_a_small_field_of_view_folds_along_phase_and_cuts_along_frequency() -> None:
    sphere = SpherePhantom(diameter_mm=150, tissue=Tissue.GRAY_MATTER)
    folded = prescription(fov_phase_mm=100.0)
    image = reconstruct(noiseless_slice(folded, Scene(MODEL, sphere), 0)[0])
    edge, middle = image[:6, 60:68].mean(), image[60:68, 60:68].mean()
    assert edge > 1.4 * middle
    cut = prescription(fov_frequency_mm=100.0)
    image = reconstruct_for_display(noiseless_slice(cut, Scene(MODEL, sphere), 0)[0], cut)
    image /= image_for_display(shading(cut), cut)
    rows, columns = image.shape
    inside = image[rows // 2 - 4 : rows // 2 + 4, columns // 2 - 4 : columns // 2 + 4].mean()
    assert image[8:-8, columns // 2].max() < 1.15 * inside


@pytest.mark.parametrize("bandwidth_hz", [110.0, 220.0])
def test_fat_moves_along_readout_by_its_shift_over_the_bandwidth(bandwidth_hz: float) -> None:
    asked = prescription(pixel_bandwidth_hz=bandwidth_hz)

    def centre(tissue: Tissue) -> float:
        sphere = SpherePhantom(diameter_mm=60, tissue=tissue)
        image = reconstruct(noiseless_slice(asked, Scene(MODEL, sphere), 0)[0])
        image = np.where(image > image.max() / 2, 1.0, 0.0)
        return float((image * np.arange(128)).sum() / image.sum())

    shift_hz = FAT_SHIFT_PPM * 1e-6 * GYROMAGNETIC_RATIO_HZ_PER_T * 3.0
    moved = centre(Tissue.FAT) - centre(Tissue.GRAY_MATTER)
    assert moved == pytest.approx(-shift_hz / bandwidth_hz, abs=0.15)


@pytest.mark.parametrize(
    ("sequence", "echo_time_ms"),
    [(Sequence.SPIN_ECHO, 20.0), (Sequence.SPOILED_GRADIENT_ECHO, 8.0)],
)
def test_off_resonance_moves_water_along_readout_as_chemical_shift_moves_fat(
    sequence: Sequence, echo_time_ms: float
) -> None:
    asked = prescription(sequence=sequence, pixel_bandwidth_hz=150.0, echo_time_ms=echo_time_ms)
    sphere = SpherePhantom(diameter_mm=60)
    wrong = Faults({Fault.WRONG_CENTRE_FREQUENCY: 1.0})

    def centre(scene: Scene) -> float:
        image = reconstruct(noiseless_slice(asked, scene, 0)[0])
        inside = image > image.max() / 2
        return float((inside * np.arange(128)).sum() / inside.sum())

    shift_hz = FAT_SHIFT_PPM * 1e-6 * GYROMAGNETIC_RATIO_HZ_PER_T * 3.0
    moved = centre(Scene(MODEL, sphere, wrong)) - centre(Scene(MODEL, sphere))
    assert moved == pytest.approx(-shift_hz / 150.0, abs=0.15)


def test_flair_nulls_fluid_and_keeps_brain() -> None:
    asked = prescription(
        sequence=Sequence.INVERSION_RECOVERY,
        repetition_time_ms=9000.0,
        echo_time_ms=90.0,
        inversion_time_ms=2490.0,
        echo_train_length=16,
        matrix_frequency=64,
        matrix_phase=64,
    )

    def level(tissue: Tissue) -> float:
        sphere = SpherePhantom(diameter_mm=120, tissue=tissue)
        return float(np.median(middle_profile(asked, sphere)[24:40]))

    assert level(Tissue.CEREBROSPINAL_FLUID) < 0.1 * level(Tissue.GRAY_MATTER)


def test_image_shape_does_not_change_the_level() -> None:
    asked = prescription(matrix_phase=64)
    sphere = SpherePhantom(diameter_mm=120)
    kspace = noiseless_slice(asked, Scene(MODEL, sphere), 0)[0]
    plain, interpolated = reconstruct(kspace), reconstruct(kspace, image_shape(asked))
    assert interpolated.shape == (128, 128)
    assert interpolated[64, 64] == pytest.approx(plain[32, 64], rel=1e-4)


def test_a_large_image_is_worked_out_in_pieces_that_fit_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = prescription(matrix_frequency=64, matrix_phase=64)
    whole = noiseless_slice(asked, Scene(MODEL, phantom_named("head")), 0)[0]
    monkeypatch.setattr("telescan.mr.slice_object._POINTS_AT_ONCE", 5_000)
    pieces = noiseless_slice(asked, Scene(MODEL, phantom_named("head")), 0)[0]
    np.testing.assert_allclose(pieces, whole, atol=1e-6)


def test_intensity_correction_evens_out_the_coils_and_leaves_noise_uneven() -> None:
    asked = prescription(intensity_correction="prescan", matrix_phase=64, matrix_frequency=64)
    plain = prescription(matrix_phase=64, matrix_frequency=64)
    ball = Scene(MODEL, SpherePhantom(diameter_mm=150))
    even, shaded = (
        image_slice(each, ball, 0, np.random.default_rng(2))[0] for each in (asked, plain)
    )
    inside = shaded > 0.6 * np.median(shaded[shaded > 0.3 * shaded.max()])
    core = inside & np.roll(inside, 4, 0) & np.roll(inside, -4, 0) & np.roll(inside, 4, 1)
    core &= np.roll(inside, -4, 1)
    assert even[core].std() / even[core].mean() < 0.3 * shaded[core].std() / shaded[core].mean()
    assert even[32, 32] == pytest.approx(shaded[32, 32], rel=0.02)

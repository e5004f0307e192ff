from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telescan.mr.echo_planar import noiseless_epi_slice
from telescan.mr.echo_planar_columns import LANES, Columns, encode_columns
from telescan.mr.faults import NO_FAULTS, Fault, Faults
from telescan.mr.field.dephasing import field_of_slice
from telescan.mr.hardware import MODELS
from telescan.mr.phantom import Phantom, SpherePhantom, phantom_named
from telescan.mr.prescription import FatSuppression, Prescription, Sequence
from telescan.mr.reconstruction import reconstruct
from telescan.mr.sampling import phase_sampling
from telescan.mr.scene import Scene
from telescan.mr.sequence.epi_train import phase_bandwidth_hz
from telescan.mr.tissue import FAT_SHIFT_PPM, GYROMAGNETIC_RATIO_HZ_PER_T, Tissue

MODEL = MODELS["Aster 3T"].model_copy(update={"receive_channels": 1})
FAT_SHIFT_HZ = FAT_SHIFT_PPM * 1e-6 * GYROMAGNETIC_RATIO_HZ_PER_T * 3.0
OFF_BY_TENTH_OF_FAT = Faults({Fault.WRONG_CENTRE_FREQUENCY: 0.1})
BALL = SpherePhantom(diameter_mm=80, tissue=Tissue.GRAY_MATTER)


def prescription(**values: object) -> Prescription:
    return Prescription.model_validate(
        {
            "sequence": Sequence.DIFFUSION_EPI,
            "repetition_time_ms": 6000.0,
            "echo_time_ms": 90.0,
            "b_values_s_mm2": (0.0,),
            "fov_frequency_mm": 220.0,
            "fov_phase_mm": 220.0,
            "matrix_frequency": 64,
            "matrix_phase": 64,
            "pixel_bandwidth_hz": 1800.0,
            **values,
        }
    )


def image_of(asked: Prescription, phantom: Phantom, faults: Faults = NO_FAULTS) -> np.ndarray:
    return reconstruct(noiseless_epi_slice(asked, Scene(MODEL, phantom, faults), 0)[0])


def place_along_phase(image: np.ndarray) -> float:
    """Return the middle of what is bright, in pixels; the field of view is a circle."""
    profile = (image**2).sum(axis=1)
    turn = np.exp(2j * np.pi * np.arange(profile.size) / profile.size)
    return float(np.angle((profile * turn).sum()) / (2 * np.pi) * profile.size)


def moved_px(to: np.ndarray, origin: np.ndarray) -> float:
    """Return by how many pixels something has moved, by less than half the field of view."""
    size = to.shape[0]
    moved = place_along_phase(to) - place_along_phase(origin)
    return (moved + size / 2) % size - size / 2


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 40), pace=st.sampled_from([0.0, 20.0]))
def test_columns_are_the_sum_of_all_turns_of_all_points(seed: int, count: int, pace: float) -> None:
    rng = np.random.default_rng(seed)
    columns = Columns(
        shares=rng.random((3, 5, 2), dtype=np.float32) * (rng.random((3, 5, 2)) < 0.7),
        coils=(rng.normal(size=(3, 5, 2)) + 1j * rng.normal(size=(3, 5, 2))).astype(np.complex64),
        first_turn=rng.normal(size=(3, 5)),
        line_turn=rng.normal(size=(3, 5)),
        through_slice=rng.normal(size=(3, 5)).astype(np.float32) * np.float32(pace),
    )
    elapsed = np.linspace(-20, 30, count).astype(np.float32)
    left = np.exp(-np.linspace(0, 5, 1001, dtype=np.float32))
    lines = np.empty((2, 2, count, 3), dtype=np.complex64)
    encode_columns(columns, np.pad(elapsed, (0, -count % LANES), mode="edge"), left, lines)
    turns = columns.first_turn[..., None] + columns.line_turn[..., None] * np.arange(count)
    gone = np.minimum(abs(columns.through_slice[..., None] * elapsed) / 200, 5)
    signal = np.exp(2j * np.pi * turns - gone)
    expected = np.einsum("fpt,fpc,fpl->tclf", columns.shares, columns.coils, signal)
    np.testing.assert_allclose(lines, expected, atol=0.05 if pace else 3e-5)


@pytest.mark.parametrize("polarity", ["positive", "negative"])
def test_off_resonance_moves_water_by_its_share_of_the_bandwidth_along_phase(polarity: str) -> None:
    asked = prescription(phase_encoding_polarity=polarity)
    moved = moved_px(image_of(asked, BALL, OFF_BY_TENTH_OF_FAT), image_of(asked, BALL))
    expected = -0.1 * FAT_SHIFT_HZ / phase_bandwidth_hz(asked, MODEL)
    assert abs(expected) > 1
    assert moved == pytest.approx(expected, abs=0.03)
    assert (expected > 0) is (polarity == "positive")


def test_acceleration_halves_the_distortion() -> None:
    plain = prescription()
    fast = prescription(parallel_technique="GRAPPA", acceleration_factor=2, reference_lines=64)
    moved, less = (
        moved_px(image_of(asked, BALL, OFF_BY_TENTH_OF_FAT), image_of(asked, BALL))
        for asked in (plain, fast)
    )
    assert less == pytest.approx(moved / 2, abs=0.03)


def test_a_field_that_grows_along_phase_stretches_and_one_that_falls_squeezes() -> None:
    # A poor shim's field grows with 0.8 of 12 ppm/m towards P, at full strength.
    faults = Faults({Fault.POOR_SHIM: 1.0})
    asked = prescription(phase_encoding_direction="COL")
    per_mm_hz = 0.8 * 12e-9 * GYROMAGNETIC_RATIO_HZ_PER_T * 3.0
    per_px_hz = per_mm_hz * 220 / 64

    def length_px(polarity: str) -> float:
        squeezed = prescription(phase_encoding_direction="COL", phase_encoding_polarity=polarity)
        profile = image_of(squeezed, BALL, faults)[:, 32]
        return float((profile > profile.max() / 2).sum())

    change = per_px_hz / phase_bandwidth_hz(asked, MODEL)
    nominal = 80 / (220 / 64)
    assert length_px("positive") == pytest.approx(nominal * (1 - change), abs=1.5)
    assert length_px("negative") == pytest.approx(nominal * (1 + change), abs=1.5)
    assert nominal * 2 * change > 6


@pytest.mark.parametrize("sequence", [Sequence.DIFFUSION_EPI, Sequence.GRADIENT_ECHO_EPI])
def test_fat_is_shifted_along_phase_and_small_when_it_is_saturated(sequence: Sequence) -> None:
    asked = prescription(sequence=sequence)
    fat = SpherePhantom(diameter_mm=80, tissue=Tissue.FAT)
    image, origin = image_of(asked, fat), image_of(asked, BALL)
    expected = -FAT_SHIFT_HZ / phase_bandwidth_hz(asked, MODEL)
    assert moved_px(image, origin) == pytest.approx((expected + 32) % 64 - 32, abs=0.1)
    saturated = prescription(sequence=sequence, fat_suppression=FatSuppression.SATURATION)
    assert image_of(saturated, fat).max() < 0.35 * image.max()
    assert image_of(saturated, BALL).max() == pytest.approx(origin.max(), rel=0.03)


def test_an_odd_even_error_makes_a_ghost_at_half_the_field_of_view_and_nowhere_else() -> None:
    asked = prescription()
    clean = image_of(asked, BALL)
    mask = clean > 0.5 * clean.max()
    ghost_mask = np.roll(mask, 32, axis=0)
    grown = clean > 0.02 * clean.max()
    elsewhere = ~(grown | np.roll(grown, 32, axis=0))
    assert clean[ghost_mask].max() < 0.02 * clean.max()
    ghosted = image_of(asked, BALL, Faults({Fault.N_HALF_GHOST: 0.2}))
    # Lines turned by 9 degrees either way: the ghost has sin, the object cos.
    ratio = np.median(ghosted[ghost_mask]) / np.median(clean[mask])
    assert ratio == pytest.approx(np.sin(np.deg2rad(9)), rel=0.05)
    assert ghosted[elsewhere].max() < 0.02 * clean.max()


def test_lines_that_are_not_acquired_are_zero() -> None:
    asked = prescription(
        parallel_technique="GRAPPA", acceleration_factor=2, partial_fourier=0.75, reference_lines=12
    )
    kspace = noiseless_epi_slice(asked, Scene(MODEL, BALL), 0)
    acquired = phase_sampling(asked).acquired
    np.testing.assert_array_equal(kspace.any(axis=(0, 1, 3)), acquired)


def test_a_slice_beside_the_object_is_empty() -> None:
    asked = prescription(slice_offset_mm=100.0)
    assert not noiseless_epi_slice(asked, Scene(MODEL, BALL), 0).any()


@cache
def gradient_echo_of_the_base_of_the_brain(echo_time_ms: float, thickness_mm: float) -> np.ndarray:
    asked = base_of_the_brain(echo_time_ms, thickness_mm)
    return image_of(asked, phantom_named("head"))


def base_of_the_brain(echo_time_ms: float, thickness_mm: float) -> Prescription:
    return prescription(
        sequence=Sequence.GRADIENT_ECHO_EPI,
        echo_time_ms=echo_time_ms,
        b_values_s_mm2=(),
        slice_offset_mm=-28.0,
        slice_thickness_mm=thickness_mm,
        phase_encoding_direction="COL",
        parallel_technique="GRAPPA",
        acceleration_factor=4,
        reference_lines=64,
        fat_suppression=FatSuppression.SATURATION,
    )


def test_signal_near_air_is_lost_in_gradient_echoes_more_with_te_and_thickness() -> None:
    asked = base_of_the_brain(20.0, 5.0)
    along = (np.arange(64) - 32) * 220 / 64
    _, slope = field_of_slice(asked, Scene(MODEL, phantom_named("head")), 0, along, along)
    short = gradient_echo_of_the_base_of_the_brain(20.0, 5.0)
    tissue = short > 0.3 * np.median(short[24:40, 24:40])
    calm, disturbed = tissue & (abs(slope) < 1), tissue & (abs(slope) > 3)
    assert disturbed.sum() > 50

    def loss(echo_time_ms: float, thickness_mm: float) -> float:
        image = gradient_echo_of_the_base_of_the_brain(echo_time_ms, thickness_mm)
        return float(1 - image[disturbed].mean() / image[calm].mean())

    assert loss(45.0, 5.0) > loss(20.0, 5.0) + 0.25
    assert loss(45.0, 5.0) > loss(45.0, 2.5) + 0.2

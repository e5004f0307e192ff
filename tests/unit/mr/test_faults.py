from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from telescan.mr.acquisition import acquire_slice
from telescan.mr.faults import Fault, FaultError, Faults, fault_of
from telescan.mr.faults.displacement import (
    MISCALIBRATION,
    NONLINEARITY,
    NONLINEARITY_RADIUS_MM,
    DisplacedPhantom,
    Displacement,
    Pose,
    displaced,
    poses,
)
from telescan.mr.faults.fault import MEANING
from telescan.mr.faults.interference import CARRIER_AT, interfered
from telescan.mr.faults.movement import breathing_mm, pulsation
from telescan.mr.geometry import Plane, Points
from telescan.mr.hardware import MODELS
from telescan.mr.line_times import line_shares
from telescan.mr.phantom import SpherePhantom
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.reconstruction import reconstruct
from telescan.mr.scene import Scene
from telescan.mr.tissue import Tissue

LINE = np.linspace(-120, 120, 25)
FINE = np.linspace(-120, 120, 241)
AXIAL = Plane((0, 0, 30), (1, 0, 0), (0, 1, 0), LINE, LINE, thickness_mm=5)
BALL = SpherePhantom(diameter_mm=60, centre_mm=(0, 40, 0))
SPIN_ECHO = Prescription(
    sequence=Sequence.SPIN_ECHO,
    repetition_time_ms=500,
    echo_time_ms=20,
    fov_frequency_mm=240,
    fov_phase_mm=240,
    matrix_frequency=96,
    matrix_phase=96,
)


def at(points: Points, phase: int, frequency: int) -> NDArray[np.float64]:
    return np.array(
        [
            np.broadcast_to(points.coordinates_mm(a), points.shape)[phase, frequency]
            for a in (0, 1, 2)
        ]
    )


def scene_with(**strengths: float) -> Scene:
    faults = Faults({Fault(name.replace("_", "-")): value for name, value in strengths.items()})
    return Scene(MODELS["Aster 3T"], BALL, faults)


def shown(**strengths: float) -> Points:
    scene = displaced(scene_with(**strengths), SPIN_ECHO, Pose())
    assert isinstance(scene.phantom, DisplacedPhantom)
    return scene.phantom.displacement.places(AXIAL)


def test_every_fault_says_what_its_full_strength_means() -> None:
    assert set(MEANING) == set(Fault)


@pytest.mark.parametrize("text", ["spikes", "spikes=much", "spikes=1.2", "spikes=nan", "fog=1", ""])
def test_a_fault_that_does_not_exist_is_named_with_what_is_accepted(text: str) -> None:
    with pytest.raises(FaultError, match=r"spikes|0 to 1"):
        fault_of(text)


def test_a_fault_is_read_from_its_name_and_strength() -> None:
    assert fault_of("gradient-x=0.5") == (Fault.GRADIENT_X, 0.5)


def test_without_a_fault_points_show_where_they_stand() -> None:
    scene = scene_with()
    assert displaced(scene, SPIN_ECHO, Pose()) is scene


def test_a_gradient_that_is_too_strong_shows_the_object_larger_along_its_axis_only() -> None:
    moved = at(shown(gradient_x=1.0), 0, 0)
    np.testing.assert_allclose(moved, [-120 / (1 + MISCALIBRATION), -120, 30])


def test_a_gradient_across_the_slice_moves_it_and_makes_it_thinner() -> None:
    points = shown(gradient_z=1.0)
    np.testing.assert_allclose(at(points, 12, 12), [0, 0, 30 / (1 + MISCALIBRATION)])
    assert points.thickness_mm == pytest.approx(5 / (1 + MISCALIBRATION))


def test_gradients_bend_the_more_the_farther_out() -> None:
    points = shown(gradient_nonlinearity=1.0)
    near, far = at(points, 11, 12), at(points, 0, 12)
    bend = NONLINEARITY / NONLINEARITY_RADIUS_MM**2
    np.testing.assert_allclose(near[0], -10 * (1 + bend * (10**2 + 30**2)))
    np.testing.assert_allclose(far[0], -120 * (1 + bend * (120**2 + 30**2)))


def test_an_object_off_centre_lies_along_phase_encoding() -> None:
    np.testing.assert_allclose(at(shown(wrap_around=0.5), 12, 12), [-48, 0, 30])


def test_a_head_that_nods_and_slips_is_shown_where_it_was_held() -> None:
    moved = Displacement(pose=Pose(nod_deg=90, slip_mm=(0, 0, 2)))
    np.testing.assert_allclose(at(moved.places(AXIAL), 12, 12), [0, 28, 0], atol=1e-9)


def test_motion_ends_with_the_scan_and_stillness_has_one_pose() -> None:
    assert poses(Faults()) == (Pose(),)
    ends = [pose.until for pose in poses(Faults({Fault.MOTION: 0.5}))]
    assert ends == sorted(ends)
    assert ends[-1] == 1.0


def test_breathing_goes_to_and_fro_every_four_seconds() -> None:
    time_s = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    expected = [0, 3, 0, -3, 0]
    np.testing.assert_allclose(
        breathing_mm(Faults({Fault.BREATHING: 1}), time_s), expected, atol=1e-9
    )


def test_blood_beats_once_in_a_heartbeat() -> None:
    beats = pulsation(Faults({Fault.PULSATION: 1}), np.array([0, 0.5, 1, 1.5]) / 1.1)
    np.testing.assert_allclose(beats, [1, 0.4, 1, 0.4], atol=1e-9)


@given(
    corner=st.sampled_from([-1, 1]),
    nod_deg=st.floats(-20, 20),
    slip_mm=st.floats(-10, 10),
    scale=st.floats(1, 1.05),
)
def test_an_object_is_shown_within_its_displaced_bounds(
    corner: float, nod_deg: float, slip_mm: float, scale: float
) -> None:
    moved = Displacement(
        scale=(scale, 1.0, 1 / scale),
        pose=Pose(nod_deg=nod_deg, slip_mm=(0, slip_mm, 0)),
    )
    phantom = DisplacedPhantom(SpherePhantom(), moved)
    for axis, (low, high) in enumerate(phantom.bounds_mm):
        end = corner * (high if corner > 0 else -low) + corner * 1.0
        centre, other = [0.0, 0.0, 0.0], (axis + 1) % 3
        centre[axis] = end
        axes = np.eye(3)
        plane = Plane(
            (centre[0], centre[1], centre[2]),
            tuple(axes[other].tolist()),
            tuple(axes[3 - axis - other].tolist()),
            FINE,
            FINE,
        )
        assert phantom.fractions(plane).max() == 0


def ghost(scene: Scene) -> tuple[float, float]:
    """The signal beside the sphere along phase, and along frequency, over the sphere's."""
    kspace = acquire_slice(SPIN_ECHO, scene, 0, np.random.default_rng(1))[0]
    image = reconstruct(kspace)
    assert image.shape == (96, 96)
    ball = image.max()
    return float(image[:24, 52:76].mean() / ball), float(image[36:60, :24].mean() / ball)


@pytest.mark.parametrize("fault", ["motion", "breathing"])
def test_motion_makes_ghosts_along_phase_encoding(fault: str) -> None:
    # Breathing moves along P: let phase encoding run there.
    along_phase, along_frequency = ghost(scene_with(**{fault: 1.0}))
    still, _ = ghost(scene_with())
    assert along_phase > 1.5 * still
    assert along_phase > 1.5 * along_frequency


def test_low_snr_is_noise_alone() -> None:
    nothing = SpherePhantom(diameter_mm=1, centre_mm=(0, 0, 200))
    quiet, noisy = (
        acquire_slice(SPIN_ECHO, replace(scene, phantom=nothing), 0, np.random.default_rng(1))
        for scene in (scene_with(), scene_with(low_snr=1.0))
    )
    np.testing.assert_allclose(noisy, 5 * quiet, rtol=1e-4)


def test_only_what_beats_makes_pulsation_ghosts() -> None:
    fluid = replace(
        scene_with(pulsation=1.0), phantom=SpherePhantom(tissue=Tissue.CEREBROSPINAL_FLUID)
    )
    solid = replace(scene_with(pulsation=1.0), phantom=SpherePhantom(tissue=Tissue.GRAY_MATTER))
    assert ghost(fluid)[0] > 1.5 * ghost(replace(fluid, faults=Faults()))[0]
    assert ghost(solid)[0] == pytest.approx(ghost(replace(solid, faults=Faults()))[0], rel=0.02)


def test_nothing_comes_in_where_nothing_is_wrong() -> None:
    kspace = np.ones((2, 8, 8), dtype=np.complex64)
    assert interfered(kspace, Faults(), 1.0, np.random.default_rng(1)) is kspace


def test_a_spike_makes_stripes_all_over_the_image_and_few_samples_of_k_space() -> None:
    kspace = np.zeros((1, 64, 64), dtype=np.complex64)
    kspace[0, 32, 32] = 100
    spiked = interfered(kspace, Faults({Fault.SPIKES: 1}), 1.0, np.random.default_rng(1))
    assert 1 <= (np.abs(spiked - kspace) > 1).sum() <= 3
    image = np.fft.ifft2(spiked[0])
    assert np.abs(image).std() > 0.2 * np.abs(image).mean()


def test_a_carrier_makes_a_line_across_frequency_at_its_place_in_the_band() -> None:
    kspace = np.zeros((2, 64, 128), dtype=np.complex64)
    hit = interfered(kspace, Faults({Fault.RF_INTERFERENCE: 1}), 1.0, np.random.default_rng(1))
    image = np.abs(np.fft.fftshift(np.fft.ifft2(hit, norm="ortho"), axes=(-2, -1)))
    power = (image**2).sum(axis=(0, 1))
    assert np.argmax(power) == round(64 + CARRIER_AT * 128)
    near = image[..., np.argmax(power) - 2 : np.argmax(power) + 3]
    assert np.sqrt((near**2).sum(axis=-1).mean()) == pytest.approx(100, rel=0.1)


@given(lines=st.integers(32, 256), train=st.integers(1, 32))
def test_lines_are_acquired_shot_by_shot(lines: int, train: int) -> None:
    asked = Prescription(
        sequence=Sequence.TURBO_SPIN_ECHO,
        repetition_time_ms=3000,
        echo_time_ms=80,
        echo_train_length=train,
        matrix_phase=lines,
    )
    shares = line_shares(asked)
    assert shares.min() == 0
    assert shares.max() < 1
    _, lines_of_shot = np.unique(np.round(shares * -(-lines // train)), return_counts=True)
    assert lines_of_shot.max() <= train

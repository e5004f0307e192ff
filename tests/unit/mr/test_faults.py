import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from telescan.mr.faults import Fault, FaultError, Faults, fault_of
from telescan.mr.faults.displacement import (
    MISCALIBRATION,
    NONLINEARITY,
    NONLINEARITY_RADIUS_MM,
    Pose,
    places,
    poses,
)
from telescan.mr.faults.fault import MEANING
from telescan.mr.faults.interference import CARRIER_AT, interfered
from telescan.mr.faults.movement import breathing_mm, pulsation
from telescan.mr.geometry import Plane, Points
from telescan.mr.line_times import line_shares
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.tissue import Tissue

LINE = np.linspace(-120, 120, 25)
AXIAL = Plane((0, 0, 30), (1, 0, 0), (0, 1, 0), LINE, LINE, thickness_mm=5)
STILL = Pose(1.0)


def at(points: Points, phase: int, frequency: int) -> NDArray[np.float64]:
    return np.array(
        [
            np.broadcast_to(points.coordinates_mm(a), points.shape)[phase, frequency]
            for a in (0, 1, 2)
        ]
    )


def shown(pose: Pose = STILL, **strengths: float) -> Points:
    faults = Faults({Fault(name.replace("_", "-")): value for name, value in strengths.items()})
    return places(AXIAL, faults, (1, 0, 0), 240.0, pose)


def test_every_fault_says_what_its_full_strength_means() -> None:
    assert set(MEANING) == set(Fault)


@pytest.mark.parametrize("text", ["spikes", "spikes=much", "spikes=1.2", "spikes=nan", "fog=1", ""])
def test_a_fault_that_does_not_exist_is_named_with_what_is_accepted(text: str) -> None:
    with pytest.raises(FaultError, match=r"spikes|0 to 1"):
        fault_of(text)


def test_a_fault_is_read_from_its_name_and_strength() -> None:
    assert fault_of("gradient-x=0.5") == (Fault.GRADIENT_X, 0.5)


def test_without_a_fault_points_show_where_they_stand() -> None:
    assert shown() is AXIAL


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
    pose = Pose(1.0, nod_deg=90, slip_mm=(0, 0, 2))
    np.testing.assert_allclose(at(shown(pose), 12, 12), [0, 28, 0], atol=1e-9)


def test_motion_ends_with_the_scan_and_stillness_has_one_pose() -> None:
    assert poses(Faults()) == (STILL,)
    ends = [pose.until for pose in poses(Faults({Fault.MOTION: 0.5}))]
    assert ends == sorted(ends)
    assert ends[-1] == 1.0


def test_breathing_goes_to_and_fro_every_four_seconds() -> None:
    time_s = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    expected = [0, 3, 0, -3, 0]
    np.testing.assert_allclose(
        breathing_mm(Faults({Fault.BREATHING: 1}), time_s), expected, atol=1e-9
    )


def test_only_blood_and_fluid_beat() -> None:
    tissues = (Tissue.GRAY_MATTER, Tissue.CEREBROSPINAL_FLUID, Tissue.ARTERIAL_BLOOD)
    factors = pulsation(Faults({Fault.PULSATION: 1}), tissues, np.linspace(0, 10, 500))
    assert (factors[0] == 1).all()
    assert factors[1:].min() == pytest.approx(0.4, abs=1e-3)


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
    assert np.sqrt((image[..., np.argmax(power)] ** 2).mean()) == pytest.approx(20, rel=0.15)


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

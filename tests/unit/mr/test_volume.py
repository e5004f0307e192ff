from dataclasses import dataclass

import numpy as np
import pytest
from scipy import fft

from telescan.mr.faults import Fault, Faults
from telescan.mr.field.off_resonance import off_resonance_hz
from telescan.mr.geometry import Plane, Points, encoding_axes, slice_centre_mm, slice_geometry
from telescan.mr.hardware import MODELS
from telescan.mr.imaging import image_volume
from telescan.mr.noise import noise_sigma
from telescan.mr.phantom import SpherePhantom
from telescan.mr.phantom.interface import Bounds, Phantom
from telescan.mr.prescription import (
    AcquisitionType,
    ImageFilter,
    Orientation,
    ParallelTechnique,
    Prescription,
    Sequence,
)
from telescan.mr.scene import Scene
from telescan.mr.tissue import Tissue
from telescan.mr.volume import Effort, acquire_volume, reconstruct_volume
from telescan.mr.volume.acquisition import noiseless_volume

MODEL = MODELS["Aster 3T"]
NOTHING = SpherePhantom(diameter_mm=1, centre_mm=(0, 0, 300))


def prescription(**values: object) -> Prescription:
    return Prescription.model_validate(
        {
            "sequence": Sequence.SPOILED_GRADIENT_ECHO,
            "acquisition_type": AcquisitionType.THREE_D,
            "repetition_time_ms": 8.0,
            "echo_time_ms": 3.0,
            "flip_angle_deg": 9.0,
            "matrix_frequency": 48,
            "matrix_phase": 48,
            "fov_frequency_mm": 192.0,
            "fov_phase_mm": 192.0,
            "slices": 24,
            "slice_thickness_mm": 4.0,
            "pixel_bandwidth_hz": 500.0,
            "image_filter": ImageFilter.NONE,
            **values,
        }
    )


def noiseless_images(asked: Prescription, phantom: Phantom) -> np.ndarray:
    kspace = noiseless_volume(asked, Scene(MODEL, phantom), Effort())
    return reconstruct_volume(kspace[0], asked, Effort())


def centre_of_mass(images: np.ndarray) -> np.ndarray:
    weight = images.astype(np.float64) ** 2
    return np.array(
        [(np.indices(images.shape)[axis] * weight).sum() / weight.sum() for axis in range(3)]
    )


@pytest.mark.parametrize("slices", [24, 25])
@pytest.mark.parametrize("orientation", list(Orientation))
def test_a_sphere_appears_where_the_image_geometry_says(
    slices: int, orientation: Orientation
) -> None:
    asked = prescription(slices=slices, orientation=orientation, slice_offset_mm=3.0)
    centre_mm = (9.0, -7.0, 5.0)
    images = noiseless_images(asked, SpherePhantom(40.0, centre_mm, Tissue.GRAY_MATTER))
    first, second = (slice_geometry(asked, index) for index in (0, 1))
    found_slice, row, column = centre_of_mass(images)
    along = np.subtract(second.image_position_patient, first.image_position_patient)
    along_row = np.array(first.image_orientation_patient[:3]) * first.pixel_spacing_mm[1]
    along_column = np.array(first.image_orientation_patient[3:]) * first.pixel_spacing_mm[0]
    found_mm = (
        np.array(first.image_position_patient)
        + found_slice * along
        + row * along_column
        + column * along_row
    )
    # The coils' shading pulls the centre of mass towards them a little.
    np.testing.assert_allclose(found_mm, centre_mm, atol=0.6)


def test_what_the_slab_does_not_hold_wraps_unless_oversampled() -> None:
    beyond = SpherePhantom(16.0, (0.0, 0.0, 46.0), Tissue.GRAY_MATTER)
    wrapped = noiseless_images(prescription(), beyond)
    assert wrapped[0].max() > 0.1 * wrapped.max()
    clean = noiseless_images(prescription(slice_oversampling_percent=50.0), beyond)
    assert clean[:8].max() < 0.02 * wrapped.max()


def test_noise_has_the_same_deviation_in_kspace_and_images_and_falls_with_partitions() -> None:
    asked = prescription()
    kspace = acquire_volume(asked, Scene(MODEL, NOTHING), np.random.default_rng(1), Effort())
    sigma = noise_sigma(asked, MODEL.field_strength_t)
    assert kspace.shape == (1, 8, 24, 48, 48)
    assert kspace.dtype == np.complex64
    assert kspace.real.std() == pytest.approx(sigma, rel=0.01)
    images = reconstruct_volume(kspace[0], asked, Effort())
    assert images.shape == (24, 48, 48)
    assert (images**2).mean() == pytest.approx(2 * 8 * sigma**2, rel=0.02)
    more = prescription(slice_oversampling_percent=100.0)
    assert noise_sigma(more, 3.0) == pytest.approx(sigma / np.sqrt(2))


def test_the_same_generator_state_gives_the_same_data_on_any_number_of_threads() -> None:
    scene = Scene(MODEL, SpherePhantom(100.0))
    first, again = (
        acquire_volume(prescription(slices=8), scene, np.random.default_rng(7), Effort(threads))
        for threads in (1, 3)
    )
    np.testing.assert_array_equal(first, again)


def test_accelerated_images_are_those_of_all_lines() -> None:
    asked = prescription(slices=8, matrix_phase=64, matrix_frequency=64)
    fast = asked.model_copy(
        update={
            "parallel_technique": ParallelTechnique.GRAPPA,
            "acceleration_factor": 2,
            "reference_lines": 24,
        }
    )
    sphere = SpherePhantom(150.0, tissue=Tissue.GRAY_MATTER)
    full, accelerated = (noiseless_images(one, sphere) for one in (asked, fast))
    assert np.abs(full - accelerated).mean() < 0.01 * full.max()


@dataclass(frozen=True)
class Together:
    """Two objects that do not touch."""

    first: SpherePhantom
    second: SpherePhantom
    name: str = "two spheres"

    @property
    def tissues(self) -> tuple[Tissue, ...]:
        return (*self.first.tissues, *self.second.tissues)

    @property
    def bounds_mm(self) -> Bounds:
        x, y, z = (
            (min(one[0], other[0]), max(one[1], other[1]))
            for one, other in zip(self.first.bounds_mm, self.second.bounds_mm, strict=True)
        )
        return x, y, z

    def fractions(self, points: Points) -> np.ndarray:
        return np.concatenate([self.first.fractions(points), self.second.fractions(points)])


class _StopError(Exception):
    pass


def test_what_progress_raises_ends_the_computation_within_one_plane() -> None:
    told: list[float] = []

    def progress(share: float) -> None:
        told.append(share)
        if len(told) == 3:
            raise _StopError

    scene = Scene(MODEL, SpherePhantom(100.0))
    with pytest.raises(_StopError):
        image_volume(prescription(), scene, np.random.default_rng(1), Effort(1, progress))
    assert len(told) <= 4


def test_progress_rises_to_the_whole() -> None:
    told: list[float] = []
    scene = Scene(MODEL, SpherePhantom(100.0))
    image_volume(prescription(slices=8), scene, np.random.default_rng(1), Effort(1, told.append))
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


def test_tissue_that_decays_during_the_readout_does_not_drown_the_rest() -> None:
    """A gradient echo of bone, T2* 0.4 ms, was strong long before its echo."""
    asked = prescription(
        repetition_time_ms=40.0, echo_time_ms=25.0, pixel_bandwidth_hz=80.0, slices=8
    )
    brain = SpherePhantom(60.0, (0.0, 35.0, 0.0), Tissue.GRAY_MATTER)
    bone = SpherePhantom(30.0, (0.0, -60.0, 0.0), Tissue.CORTICAL_BONE)
    alone, both = (noiseless_images(asked, one) for one in (brain, Together(brain, bone)))
    assert np.linalg.norm(both) == pytest.approx(np.linalg.norm(alone), rel=0.1)


def under_two_shims(**values: object) -> tuple[Prescription, Scene, Scene]:
    """Return a prescription, and an even sphere under a good and under a poor shim."""
    small = {"matrix_frequency": 24, "matrix_phase": 24, "fov_frequency_mm": 96.0}
    fast = {"fov_phase_mm": 96.0, "pixel_bandwidth_hz": 2000.0, "repetition_time_ms": 300.0}
    sphere = SpherePhantom(80.0, tissue=Tissue.GRAY_MATTER)
    poor = Faults({Fault.POOR_SHIM: 1.0})
    asked = prescription(**{**small, **fast, **values})
    return asked, Scene(MODEL, sphere), Scene(MODEL, sphere, poor)


def test_the_phase_of_a_gradient_echo_is_that_of_the_field_at_its_echo_time() -> None:
    asked, *scenes = under_two_shims(echo_time_ms=6.0)
    pixel = (16, 17, 16)
    phase, frequency = (
        np.multiply(4.0 * (number - 12), axis)
        for number, axis in zip(pixel[1:], encoding_axes(asked), strict=True)
    )
    x, y, z = (np.array(slice_centre_mm(asked, pixel[0])) + phase + frequency).tolist()
    place = Plane((x, y, z), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), np.zeros(1), np.zeros(1))
    good_hz, poor_hz = (off_resonance_hz(scene, place)[0, 0] for scene in scenes)
    good, poor = (
        fft.fftshift(fft.ifftn(fft.ifftshift(noiseless_volume(asked, scene, Effort())[0, 0])))[
            pixel
        ]
        for scene in scenes
    )
    turn = np.exp(2j * np.pi * (poor_hz - good_hz) * 6e-3)
    assert abs(turn - 1) > 0.5
    assert abs(poor / good - turn) < 0.1


@pytest.mark.parametrize(
    ("sequence", "echo_time_ms", "least", "most"),
    [
        (Sequence.SPOILED_GRADIENT_ECHO, 3.0, 0.95, 1.05),
        (Sequence.SPOILED_GRADIENT_ECHO, 100.0, 0.0, 0.4),
        (Sequence.SPIN_ECHO, 100.0, 0.95, 1.05),
    ],
)
def test_a_gradient_echo_loses_voxels_across_which_the_field_turns_spins_by_half_a_turn(
    sequence: Sequence, echo_time_ms: float, least: float, most: float
) -> None:
    """A poor shim leaves 160 ppm/m2 times the height, at 28 mm 9 Hz across 16 mm."""
    thick = {"slice_thickness_mm": 16.0, "slices": 5, "slice_offset_mm": -4.0}
    asked, *scenes = under_two_shims(sequence=sequence, echo_time_ms=echo_time_ms, **thick)
    even, uneven = (
        reconstruct_volume(noiseless_volume(asked, scene, Effort())[0], asked, Effort())[4]
        for scene in scenes
    )
    inside = (slice(9, 15), slice(9, 15))
    assert least < uneven[inside].mean() / even[inside].mean() < most


def test_progress_of_a_head_that_moves_and_beats_rises_to_the_whole() -> None:
    told: list[float] = []
    faults = Faults({Fault.MOTION: 1.0, Fault.PULSATION: 1.0})
    scene = Scene(MODEL, SpherePhantom(30.0), faults)
    asked = prescription(slices=4, matrix_phase=16, matrix_frequency=16, fov_phase_mm=64.0)
    image_volume(asked, scene, np.random.default_rng(1), Effort(3, told.append))
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)

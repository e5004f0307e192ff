"""Transmit field and off-resonance, against closed forms and what is measured in heads."""

from dataclasses import dataclass

import numpy as np
import pytest

from telescan.mr.faults import Fault, Faults
from telescan.mr.field.dephasing import dephasing
from telescan.mr.field.off_resonance import off_resonance_hz
from telescan.mr.field.readout_shift import shifted_along_readout
from telescan.mr.field.transmit import transmit_scale
from telescan.mr.geometry import Plane, Points
from telescan.mr.hardware import MODELS
from telescan.mr.phantom import SpherePhantom, phantom_named
from telescan.mr.phantom.interface import Bounds
from telescan.mr.scene import Scene
from telescan.mr.tissue import (
    AIR_SUSCEPTIBILITY_PPM,
    GYROMAGNETIC_RATIO_HZ_PER_T,
    TISSUES,
    Tissue,
)

HIGH, LOW = MODELS["Aster 3T"], MODELS["Borealis 1.5T"]
ACROSS = np.arange(-100.0, 101.0, 4.0)


def axial(height_mm: float = 0.0) -> Plane:
    return Plane((0.0, 0.0, height_mm), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0), ACROSS, ACROSS, 4.0)


def brain(height_mm: float) -> np.ndarray:
    head = phantom_named("head")
    inside = [
        head.fractions(axial(height_mm))[head.tissues.index(tissue)]
        for tissue in (Tissue.GRAY_MATTER, Tissue.WHITE_MATTER, Tissue.CEREBROSPINAL_FLUID)
    ]
    return sum(inside) > 0.9


def test_b1_is_bright_in_the_middle_at_3_t_and_nearly_flat_at_1_5_t() -> None:
    inside = brain(0.0)
    high, low = (transmit_scale(model, axial())[inside] for model in (HIGH, LOW))
    assert 1.1 < high.max() < 1.3
    assert 0.7 < high.min() < 0.85
    assert 0.9 < low.min() < low.max() < 1.08
    assert high.mean() == pytest.approx(1, abs=0.03)
    assert low.mean() == pytest.approx(1, abs=0.03)


def test_b1_falls_farther_at_7_t() -> None:
    ultra = HIGH.model_copy(update={"field_strength_t": 7.0})
    field = transmit_scale(ultra, axial())
    middle, edge = field[25, 25], field[25, 25 + 17]
    assert 0.25 < edge / middle < 0.6


def test_a_uniform_sphere_has_one_frequency_inside() -> None:
    scene = Scene(HIGH, SpherePhantom())
    inside = scene.phantom.fractions(axial(10.0))[0] > 0.99
    assert np.percentile(abs(off_resonance_hz(scene, axial(10.0))[inside]), 99) < 20


@dataclass(frozen=True)
class HollowSphere:
    """A sphere of water with a small sphere of air in its middle."""

    name: str = "hollow"
    tissues: tuple[Tissue, ...] = (Tissue.DOPED_WATER,)
    bounds_mm: Bounds = ((-85.0, 85.0),) * 3

    def fractions(self, points: Points) -> np.ndarray:
        whole = SpherePhantom().fractions(points)
        return whole - SpherePhantom(diameter_mm=30.0).fractions(points)


def test_the_field_about_an_air_bubble_is_that_of_a_dipole() -> None:
    scene = Scene(HIGH, HollowSphere())
    hz_per_ppm = GYROMAGNETIC_RATIO_HZ_PER_T * 3e-6
    above, aside = (0.0, 0.0, 30.0), (0.0, 30.0, 0.0)
    measured = [
        off_resonance_hz(scene, Plane(at, (0, 1, 0), (1, 0, 0), np.zeros(1), np.zeros(1))).item()
        for at in (above, aside)
    ]
    water = TISSUES[Tissue.DOPED_WATER].susceptibility_ppm.value
    strength = (AIR_SUSCEPTIBILITY_PPM - water) / 3 * (15 / 30) ** 3 * hz_per_ppm
    assert measured[0] - measured[1] == pytest.approx(3 * strength, rel=0.15)
    assert measured[0] > 0 > measured[1]


def test_most_of_the_brain_is_shimmed_and_the_skull_base_is_not() -> None:
    scene = Scene(HIGH, phantom_named("head"))
    of_brain = np.concatenate(
        [
            off_resonance_hz(scene, axial(height))[brain(height)]
            for height in np.arange(-40.0, 71.0, 10.0)
        ]
    )
    assert (abs(of_brain) < 30).mean() > 0.8
    assert 100 < of_brain.max() < 400


def test_off_resonance_grows_with_the_field() -> None:
    head = phantom_named("head")
    high, low = (off_resonance_hz(Scene(model, head), axial(-30.0)) for model in (HIGH, LOW))
    np.testing.assert_allclose(high, 2 * low, rtol=1e-4, atol=1e-3)


def test_a_wrong_centre_frequency_shifts_all_alike_and_a_poor_shim_does_not() -> None:
    head = phantom_named("head")
    well = off_resonance_hz(Scene(HIGH, head), axial())
    wrong, poor = (
        off_resonance_hz(Scene(HIGH, head, Faults({fault: 0.5})), axial()) - well
        for fault in (Fault.WRONG_CENTRE_FREQUENCY, Fault.POOR_SHIM)
    )
    assert np.ptp(wrong) < 0.1
    assert abs(wrong).min() > 100
    assert np.ptp(poor) > 100


def test_a_gradient_echo_keeps_its_signal_in_an_even_field_and_loses_it_where_it_slopes() -> None:
    even, slope = np.full((2, 2), 25.0, np.float32), np.full((2, 2), 10.0, np.float32)
    kept = dephasing(even, 0 * slope, 5.0, 20.0)
    np.testing.assert_allclose(kept, np.exp(2j * np.pi * 0.5), atol=1e-5)
    assert abs(dephasing(even, slope, 5.0, 20.0)).max() < 0.15


def test_a_distorted_image_keeps_its_signal() -> None:
    columns = np.arange(128)
    image = np.exp(-(((columns - 64) / 10) ** 2)).astype(np.complex64)[None, None]
    field = (30 * np.sin(columns / 20)).astype(np.float32)[None]
    distorted = shifted_along_readout(image, field, 20.0)
    assert distorted.sum().real == pytest.approx(image.sum().real, rel=0.02)
    assert abs(distorted - image).max() > 0.05
    unchanged = shifted_along_readout(image, 0 * field, 20.0)
    np.testing.assert_allclose(unchanged, image, atol=1e-5)

"""Every fault that can be injected is seen on the ACR phantom where it should be, nowhere else.

The ACR's T1 series, slices 1, 7 and 11, against the same slices of the scanner without the fault.
A quantity sees the fault where it changes by more than it does from scan to scan. All at 3 T; at
1.5 T those whose strength goes by parts per million of the field.
"""

from functools import cache

import numpy as np
import pytest

from telescan.mr.faults import Fault, Faults
from telescan.mr.hardware import MODELS
from telescan.mr.imaging import image_slice
from telescan.mr.phantom import phantom_named
from telescan.mr.scene import Scene
from telescan.protocol.library import series_named
from telescan.quality.artefacts import (
    spike,
    spike_strength,
    wrap,
    wrap_share,
    zipper,
    zipper_strength,
)
from telescan.quality.phantom import MeasurementError, PhantomImages, Quantity, analyse
from telescan.quality.phantom.locate import find_phantom

ACR_T1 = series_named("acr-t1").prescription
AT_3T, AT_1_5T = "Aster 3T", "Borealis 1.5T"
SLICES = (1, 7, 11)
PHASE_AXIS = 1
TOLERANCES = {
    (Quantity.GEOMETRIC_ACCURACY, "slice 1, horizontal"): 0.5,
    (Quantity.GEOMETRIC_ACCURACY, "slice 1, vertical"): 0.5,
    (Quantity.HIGH_CONTRAST_RESOLUTION, "slice 1, upper left array"): 0.15,
    (Quantity.HIGH_CONTRAST_RESOLUTION, "slice 1, lower right array"): 0.15,
    (Quantity.SLICE_THICKNESS, "slice 1"): 0.2,
    (Quantity.SLICE_POSITION, "slice 1"): 0.5,
    (Quantity.SLICE_POSITION, "slice 11"): 0.5,
    (Quantity.UNIFORMITY, "slice 7"): 1.5,
    (Quantity.GHOSTING, "slice 7"): 0.2,
    (Quantity.SNR, "slice 7"): 20.0,
}


def images_with(
    fault: Fault | None, strength: float = 1.0, model: str = AT_3T, scan: int = 0
) -> PhantomImages:
    """Return a scan; another ``scan`` has other noise."""
    faults = Faults({fault: strength} if fault else {})
    scene = Scene(MODELS[model], phantom_named("acr"), faults)
    pixels = [
        image_slice(ACR_T1, scene, number - 1, np.random.default_rng(100 * scan + number))[0]
        for number in SLICES
    ]
    spacing = ACR_T1.fov_phase_mm / ACR_T1.matrix_phase
    stored = np.rint(np.stack(pixels) * 1_000).astype(np.float32)
    positions = tuple(10.0 * (number - 6) for number in SLICES)
    return PhantomImages(stored, (spacing, spacing), positions, scene.model.field_strength_t, 20.0)


@cache
def clean(model: str = AT_3T) -> PhantomImages:
    return images_with(None, model=model)


def values_of(images: PhantomImages) -> dict[tuple[Quantity, str], float | None]:
    return {(m.quantity, m.where): m.value for m in analyse(images).measurements}


def seen(images: PhantomImages, model: str = AT_3T) -> set[str]:
    """Return what differs from the clean scan, and which artefacts are there."""
    found = set()
    if max(spike_strength(image) for image in images.pixels) > spike.SEEN:
        found.add("spikes")
    if max(wrap_share(image, PHASE_AXIS) for image in images.pixels) > wrap.SEEN:
        found.add("wrap")
    if max(zipper_strength(image, PHASE_AXIS) or 0 for image in images.pixels) > zipper.SEEN:
        found.add("zipper")
    try:
        values, usual = values_of(images), values_of(clean(model))
        moved = np.subtract(centre_of(images), centre_of(clean(model)))
    except MeasurementError:
        return found | {"phantom not found"}
    for key, tolerance in TOLERANCES.items():
        value, before = values[key], usual[key]
        assert before is not None
        if value is None or abs(value - before) > tolerance:
            found.add(f"{key[0]}: {key[1]}")
    if np.abs(moved).max() > 0.5:
        found.add("place")
    return found


def centre_of(images: PhantomImages) -> tuple[float, float]:
    return find_phantom(images).slice(7).frame.centre_mm


HORIZONTAL, VERTICAL = (f"geometric_accuracy: slice 1, {way}" for way in ("horizontal", "vertical"))
POSITIONS = {"slice_position: slice 1", "slice_position: slice 11"}
THICKNESS, SNR = "slice_thickness: slice 1", "snr: slice 7"
ALONG_COLUMNS = "high_contrast_resolution: slice 1, lower right array"
GHOSTING, UNIFORMITY = "ghosting: slice 7", "uniformity: slice 7"

EXPECTED: dict[Fault, tuple[float, set[str]]] = {
    Fault.GRADIENT_X: (1.0, {HORIZONTAL}),
    Fault.GRADIENT_Y: (1.0, {VERTICAL}),
    Fault.GRADIENT_Z: (1.0, {THICKNESS, *POSITIONS}),
    Fault.GRADIENT_NONLINEARITY: (1.0, {HORIZONTAL, VERTICAL, THICKNESS, *POSITIONS}),
    Fault.POOR_SHIM: (1.0, {VERTICAL}),
    Fault.DEAD_COIL_ELEMENT: (1.0, {UNIFORMITY}),
    Fault.WRONG_CENTRE_FREQUENCY: (1.0, {"place"}),
    Fault.LOW_SNR: (1.0, {SNR}),
    Fault.RF_INTERFERENCE: (1.0, {"zipper"}),
    # Stripes are as good as noise to what measures from pixel to pixel.
    Fault.SPIKES: (0.1, {"spikes", SNR}),
    Fault.WRAP_AROUND: (1.0, {"wrap", "phantom not found"}),
    # Rocking along P smears columns.
    Fault.BREATHING: (0.6, {GHOSTING, SNR, ALONG_COLUMNS}),
    # A phantom that nodded lies tilted, and has slipped.
    Fault.MOTION: (0.4, {VERTICAL, *POSITIONS}),
}


OF_FLOW_AND_EPI = (Fault.PULSATION, Fault.N_HALF_GHOST)
"""What a spin echo of a phantom cannot show."""


def test_every_fault_is_known_here() -> None:
    assert {*EXPECTED, *OF_FLOW_AND_EPI} == set(Fault)


@pytest.mark.parametrize("fault", EXPECTED)
def test_a_fault_is_seen_where_it_should_be_and_nowhere_else(fault: Fault) -> None:
    strength, expected = EXPECTED[fault]
    assert seen(images_with(fault, strength)) == expected


@pytest.mark.parametrize("fault", [Fault.POOR_SHIM, Fault.WRONG_CENTRE_FREQUENCY])
def test_at_half_the_field_a_fault_of_the_field_is_seen_half_as_strong(fault: Fault) -> None:
    strength, expected = EXPECTED[fault]
    images = images_with(fault, strength, AT_1_5T)
    assert seen(images, AT_1_5T) == expected
    weaker = np.subtract(centre_of(images), centre_of(clean(AT_1_5T)))
    stronger = np.subtract(centre_of(images_with(fault, strength)), centre_of(clean()))
    np.testing.assert_allclose(weaker, stronger / 2, atol=0.15)


@pytest.mark.parametrize("model", MODELS)
def test_another_scan_without_faults_shows_none(model: str) -> None:
    assert seen(images_with(None, model=model, scan=1), model) == set()


@pytest.mark.parametrize("fault", OF_FLOW_AND_EPI)
def test_faults_of_flow_and_of_epi_leave_a_spin_echo_of_a_phantom_alone(fault: Fault) -> None:
    scene = Scene(MODELS[AT_3T], phantom_named("acr"), Faults({fault: 1.0}))
    image = image_slice(ACR_T1, scene, 6, np.random.default_rng(7))[0]
    np.testing.assert_allclose(np.rint(image * 1_000), clean().pixels[1], atol=1)

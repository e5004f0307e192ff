from dataclasses import replace

import numpy as np
import pytest

from telescan.mr.hardware import MODELS
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.sequence import sequence_of
from telescan.mr.tissue import Tissue, tissue_values

MODEL = MODELS["Aster 3T"]
TISSUES = (Tissue.ARTERIAL_BLOOD, Tissue.VENOUS_BLOOD, Tissue.GRAY_MATTER, Tissue.WHITE_MATTER)
ANGIOGRAPHY = Prescription(
    sequence=Sequence.TIME_OF_FLIGHT,
    acquisition_type="3D",
    repetition_time_ms=21,
    echo_time_ms=3.6,
    flip_angle_deg=18,
    pixel_bandwidth_hz=250,
    slices=60,
    slice_thickness_mm=1,
)


def signals(asked: Prescription, inflow_mm: float = 20.0) -> dict[Tissue, float]:
    values = replace(tissue_values(TISSUES, 3.0), inflow_mm=np.full(len(TISSUES), inflow_mm))
    sequence = sequence_of(asked)
    contrast = abs(sequence.contrast(asked, MODEL, values, sequence.frames(asked)[0]))
    return dict(zip(TISSUES, contrast.tolist(), strict=True))


def changed(asked: Prescription, **values: object) -> Prescription:
    return Prescription.model_validate({**asked.model_dump(), **values})


def test_fresh_blood_shines_in_angiography_and_darkens_on_its_way_through_the_slab() -> None:
    fresh, deep = signals(ANGIOGRAPHY, 0.0), signals(ANGIOGRAPHY, 60.0)
    assert fresh[Tissue.ARTERIAL_BLOOD] > 3 * fresh[Tissue.WHITE_MATTER]
    assert deep[Tissue.ARTERIAL_BLOOD] < fresh[Tissue.ARTERIAL_BLOOD]
    assert deep[Tissue.VENOUS_BLOOD] < deep[Tissue.ARTERIAL_BLOOD]
    assert deep[Tissue.GRAY_MATTER] == fresh[Tissue.GRAY_MATTER]


def test_a_band_above_the_slab_darkens_veins_and_one_below_darkens_arteries() -> None:
    plain = signals(ANGIOGRAPHY)
    above = signals(changed(ANGIOGRAPHY, saturation_bands=[{"offset_mm": 60}]))
    below = signals(changed(ANGIOGRAPHY, saturation_bands=[{"offset_mm": -60}]))
    assert above[Tissue.VENOUS_BLOOD] < 0.4 * plain[Tissue.VENOUS_BLOOD]
    assert above[Tissue.ARTERIAL_BLOOD] == plain[Tissue.ARTERIAL_BLOOD]
    assert below[Tissue.ARTERIAL_BLOOD] < 0.4 * plain[Tissue.ARTERIAL_BLOOD]
    assert below[Tissue.VENOUS_BLOOD] == plain[Tissue.VENOUS_BLOOD]


def test_a_band_hardly_matters_to_blood_that_runs_within_the_slices() -> None:
    sagittal = changed(ANGIOGRAPHY, orientation="sagittal")
    banded = changed(sagittal, saturation_bands=[{"offset_mm": 60}])
    assert signals(banded)[Tissue.ARTERIAL_BLOOD] == signals(sagittal)[Tissue.ARTERIAL_BLOOD]


@pytest.mark.parametrize("sequence", [Sequence.TURBO_SPIN_ECHO, Sequence.INVERSION_RECOVERY])
def test_fast_blood_is_a_void_where_it_leaves_the_slice_before_its_echo(sequence: Sequence) -> None:
    axial = Prescription(
        sequence=sequence,
        repetition_time_ms=6000,
        echo_time_ms=90,
        inversion_time_ms=2000,
        echo_train_length=12,
        pixel_bandwidth_hz=250,
    )
    assert signals(axial)[Tissue.ARTERIAL_BLOOD] == 0
    sagittal = changed(axial, orientation="sagittal")
    assert signals(sagittal)[Tissue.ARTERIAL_BLOOD] > 0.02


def test_slow_blood_leaves_only_a_part_of_its_spin_echo() -> None:
    axial = Prescription(
        sequence=Sequence.SPIN_ECHO, repetition_time_ms=500, echo_time_ms=14, pixel_bandwidth_hz=250
    )
    sagittal = changed(axial, orientation="sagittal")
    # 15 cm/s for 7 ms is 1.05 mm of a slice of 5 mm.
    share = signals(axial)[Tissue.VENOUS_BLOOD] / signals(sagittal)[Tissue.VENOUS_BLOOD]
    assert share == pytest.approx(1 - 1.05 / 5)

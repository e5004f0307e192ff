from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telescan.mr.consequences import assess
from telescan.mr.hardware import MODELS
from telescan.mr.phantom.sphere import SpherePhantom
from telescan.mr.prescription import FatSuppression, Prescription, SaturationBand, Sequence
from telescan.mr.saturation_band import left_by_bands
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.interface import Surroundings
from telescan.mr.sequence.spin_echo import excite
from telescan.mr.slice_object import fine_grid, tissue_maps
from telescan.mr.tissue import Tissue, tissue_values
from telescan.mr.violation import Limit, Violation, mended
from telescan.mr.ways_out import ways_out

MODEL = MODELS["Aster 3T"]
T1 = Prescription(
    sequence=Sequence.SPIN_ECHO,
    repetition_time_ms=600,
    echo_time_ms=15,
    pixel_bandwidth_hz=200,
    slices=11,
)


def changed(**values: object) -> Prescription:
    return Prescription.model_validate({**T1.model_dump(), **values})


def fat_and_muscle(asked: Prescription, off_hz: float = 0.0) -> tuple[float, float]:
    values = tissue_values((Tissue.FAT, Tissue.MUSCLE), 3.0)
    values = replace(values, off_resonance_hz=values.off_resonance_hz + off_hz)
    sequence = sequence_of(asked)
    fat, muscle = abs(sequence.contrast(asked, MODEL, values, sequence.frames(asked)[0]))
    return float(fat), float(muscle)


@pytest.mark.parametrize("way", [FatSuppression.SATURATION, FatSuppression.WATER_EXCITATION])
@pytest.mark.parametrize(
    "asked",
    [
        T1,
        changed(sequence="turbo_spin_echo", echo_train_length=4, repetition_time_ms=3000.0),
        changed(sequence="spoiled_gradient_echo", echo_time_ms=4.0, flip_angle_deg=40.0),
    ],
)
def test_fat_on_its_frequency_is_dark_and_water_stays(
    asked: Prescription, way: FatSuppression
) -> None:
    fat, muscle = fat_and_muscle(asked)
    less_fat, same_muscle = fat_and_muscle(asked.model_copy(update={"fat_suppression": way}))
    assert less_fat < 0.12 * fat
    # The pulses of a pair are short: their slice has less steep edges, and holds more spins.
    more = 0.2 if way is FatSuppression.WATER_EXCITATION else 0.1
    assert same_muscle == pytest.approx(muscle, rel=more)


@pytest.mark.parametrize("way", [FatSuppression.SATURATION, FatSuppression.WATER_EXCITATION])
def test_where_the_field_is_off_fat_comes_back_and_water_is_lost(way: FatSuppression) -> None:
    fat, muscle = fat_and_muscle(T1)
    suppressed = changed(fat_suppression=way)
    assert fat_and_muscle(suppressed, 400.0)[0] > 0.8 * fat
    assert fat_and_muscle(suppressed, -400.0)[1] < 0.3 * muscle


def test_fat_suppression_makes_a_sequence_sensitive_to_the_field() -> None:
    sequence = sequence_of(T1)
    assert Surroundings.OFF_RESONANCE not in sequence.surroundings(T1)
    suppressed = changed(fat_suppression="saturation")
    assert Surroundings.OFF_RESONANCE in sequence.surroundings(suppressed)


@settings(max_examples=20)
@given(
    bands=st.integers(0, 3),
    fat=st.sampled_from([FatSuppression.NONE, FatSuppression.SATURATION]),
    sequence=st.sampled_from([Sequence.SPIN_ECHO, Sequence.SPOILED_GRADIENT_ECHO]),
)
def test_saturation_costs_time_and_energy_in_each_slice(
    bands: int, fat: FatSuppression, sequence: Sequence
) -> None:
    plain = changed(sequence=sequence)
    asked = plain.model_copy(
        update={
            "saturation_bands": (SaturationBand(offset_mm=80),) * bands,
            "fat_suppression": fat,
        }
    )
    before = sequence_of(plain).timing(plain, MODEL)
    after = sequence_of(asked).timing(asked, MODEL)
    pulses = bands + (fat is FatSuppression.SATURATION)
    longer = after.shortest_repetition_time_ms - before.shortest_repetition_time_ms
    assert 11 * 3 * pulses <= longer <= 11 * 12 * pulses
    assert sum(n for _, n in after.pulses) - sum(n for _, n in before.pulses) == 11 * pulses
    assert after.shortest_echo_time_ms == before.shortest_echo_time_ms


def test_a_band_destroys_what_it_covers_and_nothing_else() -> None:
    asked = changed(saturation_bands=[SaturationBand(offset_mm=-50, thickness_mm=40)])
    left = left_by_bands(asked, np.array([-90.0, -60.0, -50.0, -40.0, -10.0, 50.0]))
    assert abs(left[1:4]).max() < 0.1
    assert left[[0, 4, 5]] == pytest.approx(1, abs=0.02)


def test_slices_under_a_band_are_dark() -> None:
    sphere = SpherePhantom()
    asked = changed(saturation_bands=[SaturationBand(offset_mm=-25, thickness_mm=20)])
    grid = fine_grid(asked, sphere)
    bright = [tissue_maps(asked, sphere, index, grid).max() for index in (0, 5)]
    assert bright[0] < 0.1 * bright[1]


WATER = FatSuppression.WATER_EXCITATION


def broken(asked: Prescription, model: str) -> tuple[Violation, ...]:
    return assess(asked, MODELS[model], compared_with=asked, patient_weight_kg=75).violations


@pytest.mark.parametrize(
    ("model", "thickness_mm"), [("Borealis 1.5T", 5.0), ("Borealis 1.5T", 4.0), ("Aster 3T", 6.0)]
)
@pytest.mark.parametrize("sequence", ["spin_echo", "spoiled_gradient_echo"])
def test_water_is_excited_alone_in_slices_as_they_are_used(
    sequence: str, model: str, thickness_mm: float
) -> None:
    asked = changed(sequence=sequence, fat_suppression=WATER, slice_thickness_mm=thickness_mm)
    assert broken(asked, model) == ()


def test_thin_slices_are_the_reason_and_the_nearest_thickness_runs() -> None:
    asked = changed(fat_suppression=WATER, slice_thickness_mm=3.0)
    (violation,) = broken(asked, "Aster 3T")
    assert violation.limit is Limit.SLICE_TOO_THIN_FOR_WATER_EXCITATION
    assert violation.nearest == pytest.approx(5.2, abs=0.3)
    assert broken(mended(asked, violation), "Aster 3T") == ()


def test_thin_slices_keep_their_thickness_where_fat_is_saturated_instead() -> None:
    asked = changed(fat_suppression=WATER, slice_thickness_mm=3.0)
    ways = ways_out(asked, MODEL, compared_with=asked, patient_weight_kg=75)
    assert ("fat_suppression",) in [way.changed for way in ways]


@given(thickness_mm=st.floats(2, 100), flip_deg=st.floats(5, 90))
def test_pulses_of_a_pair_are_within_reach_of_the_transmitter_and_do_not_overlap(
    thickness_mm: float, flip_deg: float
) -> None:
    asked = changed(fat_suppression=WATER, slice_thickness_mm=thickness_mm, flip_angle_deg=flip_deg)
    for model in MODELS.values():
        pair = excite(asked, model)
        assert pair.delay_ms is not None
        assert pair.pulse.duration_ms < pair.delay_ms
        assert pair.pulse.peak_b1_ut <= model.b1_max_ut * (1 + 1e-9)

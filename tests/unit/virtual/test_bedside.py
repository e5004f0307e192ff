"""Table, prescan and physiology: what a technologist sees beside the images."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.mr.hardware import MODELS
from telescan.mr.prescription import Prescription, Sequence
from telescan.virtual.patient_directions import edge_letters
from telescan.virtual.physiology import Physiology
from telescan.virtual.prescan import prescan
from telescan.virtual.table import ISOCENTRE_MM, OUTSIDE_MM, Table

SE = Prescription(sequence=Sequence.SPIN_ECHO, repetition_time_ms=500, echo_time_ms=15)
THREE, ONE_AND_A_HALF = MODELS["Aster 3T"], MODELS["Borealis 1.5T"]


def test_the_table_goes_in_at_its_speed_and_stays_there() -> None:
    table = Table(speed_mm_s=250).sent_to(ISOCENTRE_MM, 10.0)
    assert table.position_mm(10.0) == OUTSIDE_MM
    assert table.position_mm(12.0) == OUTSIDE_MM + 500
    assert table.arrives_in_s(12.0) == 3.0
    assert table.position_mm(15.0) == table.position_mm(99.0) == ISOCENTRE_MM


@given(at_s=st.floats(0, 20), then_s=st.floats(0, 20))
def test_a_table_that_is_turned_round_begins_where_it_is(at_s: float, then_s: float) -> None:
    going_in = Table().sent_to(ISOCENTRE_MM, 0.0)
    back = going_in.sent_to(OUTSIDE_MM, at_s)
    assert back.position_mm(at_s) == going_in.position_mm(at_s)
    assert OUTSIDE_MM <= back.position_mm(at_s + then_s) <= going_in.position_mm(at_s)


def test_prescan_finds_what_the_field_and_the_patient_make() -> None:
    found = prescan(SE, THREE, patient_weight_kg=70, exam_id="E1")
    assert found == prescan(SE, THREE, patient_weight_kg=70, exam_id="E1")
    assert found.frequency_hz == pytest.approx(127.7324e6, rel=3e-6)
    heavier = prescan(SE, THREE, patient_weight_kg=110, exam_id="E1")
    weaker = prescan(SE, ONE_AND_A_HALF, patient_weight_kg=70, exam_id="E1")
    assert heavier.transmit_reference_v > found.transmit_reference_v > weaker.transmit_reference_v
    thin = SE.model_copy(update={"slice_thickness_mm": 2.0})
    gain_db = prescan(thin, THREE, patient_weight_kg=70, exam_id="E1").receiver_gain_db
    assert gain_db > found.receiver_gain_db


@given(seed=st.integers(0, 2**32 - 1))
def test_hearts_beat_and_chests_move_at_their_rates(seed: int) -> None:
    body = Physiology(seed)
    times_s = np.arange(0, 60, 0.005)
    ecg = body.ecg(times_s)
    beats = np.count_nonzero((ecg[1:-1] > 0.8) & (ecg[1:-1] > ecg[:-2]) & (ecg[1:-1] >= ecg[2:]))
    assert beats == pytest.approx(body.heart_rate_bpm, abs=2)
    rising = np.diff(np.signbit(body.breathing(times_s) - 0.5).astype(int)) < 0
    assert np.count_nonzero(rising) == pytest.approx(body.breaths_per_min, abs=1.5)
    assert body.pulse(times_s).max() < 1.6


@pytest.mark.parametrize(
    ("orientation", "letters"),
    [
        ((1, 0, 0, 0, 1, 0), ("R", "L", "A", "P")),
        ((0, 1, 0, 0, 0, -1), ("A", "P", "H", "F")),
        ((0.9, 0.44, 0, 0, 0, -1), ("RA", "LP", "H", "F")),
    ],
)
def test_edges_are_named_by_the_side_of_the_patient(orientation, letters) -> None:
    assert edge_letters(orientation) == letters

"""What is played of every shipped series keeps to the model's gradients and to the scan time."""

from itertools import islice, pairwise

import numpy as np
import pytest

from telescan.mr.gradient_limits import gradient_limits
from telescan.mr.hardware import MODELS
from telescan.mr.playout.played import NotLaidOutError, PlayedShot
from telescan.mr.playout.series import played_shots
from telescan.mr.playout.shot import windows
from telescan.mr.prescription import FatSuppression, Prescription, SaturationBand
from telescan.mr.sampling import encoded_partitions
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.epi_train import epi_train
from telescan.mr.sequence.excitation import fat_shift_hz
from telescan.protocol.library import series_named, series_names

ASTER = MODELS["Aster 3T"]
_LOOKED_AT = 61
"""Of the thousands of shots that differ by a line or partition, every so many."""


def model_of(name: str) -> str:
    return "Borealis 1.5T" if series_named(name).field_strength_t == 1.5 else "Aster 3T"


def shipped(name: str) -> tuple[Prescription, list[PlayedShot]]:
    prescription = series_named(name).prescription
    return prescription, list(played_shots(prescription, MODELS[model_of(name)]))


@pytest.mark.parametrize("name", series_names())
def test_a_shipped_series_plays_within_its_scan_time_and_the_gradients_of_its_model(
    name: str,
) -> None:
    prescription, played = shipped(name)
    model = MODELS[model_of(name)]
    limits = gradient_limits(prescription, model)
    lasts_s = sum(each.shot.duration_ms for each in played) * 1e-3
    assert lasts_s == pytest.approx(
        sequence_of(prescription).timing(prescription, model).scan_time_s, rel=0.01
    )
    looked_at = played if len(played) < 1_000 else [*played[::_LOOKED_AT], played[-1]]
    peak = slew = 0.0
    for shot in {each.shot for each in looked_at}:
        for window in windows(shot, limits):
            for points in window.gradients:
                for (start, before), (end, after) in pairwise(points):
                    peak = max(peak, abs(before), abs(after))
                    slew = max(slew, abs(after - before) / (end - start))
    assert 0 < peak <= model.gradient_max_mt_m * (1 + 1e-9)
    assert 0 < slew <= model.slew_max_t_m_s * (1 + 1e-6)


@pytest.mark.parametrize("name", ["head-epi-3t", "head-dwi-3t", "head-dwi-1.5t"])
def test_lines_are_played_at_the_spacing_that_is_simulated(name: str) -> None:
    prescription, played = shipped(name)
    spacing = epi_train(prescription, MODELS[model_of(name)]).echo_spacing_ms
    middles = [event.middle_ms for event in played[-1].shot.events if event.readout]
    assert np.diff(middles) == pytest.approx(spacing, abs=1e-6)
    assert spacing / 0.02 == pytest.approx(round(spacing / 0.02))


def test_reference_shots_read_each_reference_line_once_in_the_time_order_of_the_train() -> None:
    prescription, played = shipped("head-dwi-3t")
    place = played[-1].slice_mm
    trains = [
        [(event.readout.line, event.middle_ms) for event in each.shot.events if event.readout]
        for each in played
        if each.slice_mm == place
    ]
    dummy, first, second, image = trains[:4]
    assert dummy == []
    by_line = sorted(first + second)
    assert [line for line, _ in by_line] == list(range(64, 96))
    spacing = epi_train(prescription, ASTER).echo_spacing_ms
    assert np.diff([time for _, time in by_line]) == pytest.approx(spacing / 2, abs=0.011)
    assert len(image) > len(first)


def test_each_slice_is_inverted_the_inversion_time_before_it_is_excited_and_once_in_each_tr() -> (
    None
):
    prescription, played = shipped("head-flair-3t")
    now, inverted, excited = 0.0, dict[float, list[float]](), dict[float, list[float]]()
    for each in played:
        for event in each.shot.events:
            if event.rf is not None and event.rf.use in ("inversion", "excitation"):
                of = inverted if event.rf.use == "inversion" else excited
                of.setdefault(each.slice_mm, []).append(now + event.middle_ms)
        now += each.shot.duration_ms
    assert len(inverted) == prescription.slices
    for place, times in inverted.items():
        waits = np.subtract(excited[place], times)
        assert waits == pytest.approx(prescription.inversion_time_ms, abs=0.02)
        between = np.diff(excited[place])
        assert between == pytest.approx(prescription.repetition_time_ms, abs=0.05)


def test_inversions_that_do_not_interleave_are_refused() -> None:
    prescription = series_named("head-flair-3t").prescription.model_copy(
        update={"concatenations": 1, "repetition_time_ms": 3000.0}
    )
    with pytest.raises(NotLaidOutError, match="more concatenations"):
        list(played_shots(prescription, ASTER))


def test_bands_and_fat_are_saturated_and_spoiled_before_each_excitation() -> None:
    prescription = series_named("head-t1-3t").prescription.model_copy(
        update={
            "fat_suppression": FatSuppression.SATURATION,
            "saturation_bands": (SaturationBand(offset_mm=-80.0),),
            "repetition_time_ms": 2000.0,
        }
    )
    played = list(played_shots(prescription, ASTER))
    pulses = [
        (event.rf.use, each.slice_mm, event.rf.frequency_hz)
        for each in played[:3]
        for event in each.shot.events
        if event.rf
    ]
    band_mm = prescription.slice_offset_mm - 80.0
    assert pulses[:2] == [
        ("saturation", band_mm, 0.0),
        ("saturation", 0.0, pytest.approx(fat_shift_hz(ASTER))),
    ]
    assert pulses[2][0] == "excitation"
    limits = gradient_limits(prescription, ASTER)
    for each in played[:2]:
        last = list(windows(each.shot, limits))[-1].gradients[2]
        area = sum((t - s) * (a + b) / 2 for (s, a), (t, b) in pairwise(last))
        assert area == pytest.approx(0.5 * 1e9 / 42.577478518e6, rel=0.01)


def test_slices_of_a_repetition_are_excited_every_other_first() -> None:
    prescription, played = shipped("head-epi-3t")
    images = [each.slice_mm for each in played if len(each.shot.events) > 1]
    order = np.argsort(np.argsort(images[: prescription.slices]))
    spacing = np.diff(order)
    assert (abs(spacing) > 1).all()


@pytest.mark.parametrize("name", ["head-t1-3t", "head-dwi-3t", "head-tof-3t"])
def test_water_excitation_is_two_pulses_of_half_the_angle_half_a_turn_of_fat_apart(
    name: str,
) -> None:
    prescription = series_named(name).prescription.model_copy(
        update={"fat_suppression": FatSuppression.WATER_EXCITATION, "saturation_bands": ()}
    )
    first = next(played_shots(prescription, ASTER)).shot
    pulses = [event for event in first.events if event.rf and event.rf.use == "excitation"]
    assert [event.rf.pulse.flip_angle_deg for event in pulses if event.rf] == pytest.approx(
        [prescription.flip_angle_deg / 2] * 2
    )
    apart_ms = pulses[1].middle_ms - pulses[0].middle_ms
    assert apart_ms == pytest.approx(500 / abs(fat_shift_hz(ASTER)), abs=0.006)


def test_saturation_comes_between_the_inversion_and_the_train_of_mprage() -> None:
    prescription = series_named("head-t1-3d-3t").prescription.model_copy(
        update={"fat_suppression": FatSuppression.SATURATION}
    )
    played = list(islice(played_shots(prescription, ASTER), 400))
    uses = [next(event.rf.use for event in each.shot.events if event.rf) for each in played[:3]]
    assert uses == ["inversion", "saturation", "excitation"]
    starts = np.cumsum([0.0, *(each.shot.duration_ms for each in played)])
    central = 2 + encoded_partitions(prescription) // 2
    excited = starts[central] + played[central].shot.excited_ms
    waited = excited - played[0].shot.events[0].middle_ms
    assert waited == pytest.approx(prescription.inversion_time_ms, abs=0.6)


def test_diffusion_refocuses_under_a_slice_gradient_opposite_to_the_excitations() -> None:
    _, played = shipped("head-dwi-3t")
    excited, refocused = (
        next(
            event.gradient_mt_m[2]
            for event in played[-1].shot.events
            if event.rf and event.rf.use == use
        )
        for use in ("excitation", "refocusing")
    )
    assert excited > 0 > refocused

from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from telescan.mr.frame import Labelling
from telescan.mr.hardware import MODELS
from telescan.mr.playout.labelling import (
    MEAN_GRADIENT_MT_M,
    PULSE_GRADIENT_MT_M,
    labelling_shot,
    plane_mm,
)
from telescan.mr.playout.series import played_shots
from telescan.mr.playout.shot import Event
from telescan.mr.prescription import FatSuppression, Prescription
from telescan.mr.pulseq import pulseq_sequence, write_pulseq
from telescan.mr.sampling import (
    encoded_fov_phase_mm,
    encoded_lines,
    encoded_partitions,
    phase_sampling,
)
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.arterial_spin_labelling import (
    echo_of_each_partition,
    line_times_about_echo_ms,
    partition_trains,
    segment_lines,
)
from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T
from telescan.protocol.library import series_named

MODEL = MODELS["Aster 3T"]
RASTER_S = 1e-5
HZ_PER_MT_MM = GYROMAGNETIC_RATIO_HZ_PER_T * 1e-6
"""Under a gradient in mT/m."""

SMALL: dict[str, dict[str, Any]] = {
    "head-t1-3t": {},
    "head-t1-gre-3t": {},
    "head-t2-3t": {},
    "head-flair-3t": {},
    "head-epi-3t": {},
    "head-dwi-3t": {"b_values_s_mm2": (0.0,)},
    "head-t1-3d-3t": {
        "slices": 16,
        "slice_thickness_mm": 6.0,
        "matrix_phase": 32,
        "fov_phase_mm": 32.0,
    },
    "head-tof-3t": {
        "slices": 8,
        "slice_thickness_mm": 6.0,
        "matrix_phase": 32,
        "fov_phase_mm": 32.0,
    },
    "head-asl-3t": {
        "slices": 8,
        "matrix_phase": 32,
        "fov_phase_mm": 120.0,
        "labelling_duration_ms": 20.0,
        "post_labelling_delay_ms": 200.0,
    },
}
"""One slice, or few lines, of each shipped series; 3D keeps a slab thick enough for its pulses."""


def small(name: str) -> Prescription:
    prescription = series_named(name).prescription
    values: dict[str, Any] = {"concatenations": 1, "averages": 1}
    if not prescription.is_3d:
        lines = min(prescription.matrix_phase, 48)
        pixel_mm = prescription.fov_phase_mm / prescription.matrix_phase
        values |= {"slices": 1, "matrix_phase": lines, "fov_phase_mm": lines * pixel_mm}
    return Prescription.model_validate(prescription.model_dump() | values | SMALL[name])


@pytest.mark.parametrize("name", SMALL)
def test_the_file_samples_the_lines_that_are_simulated_at_the_prescribed_echo_time(
    name: str,
) -> None:
    prescription = small(name)
    sequence = pulseq_sequence(prescription, MODEL)
    passed, report = sequence.check_timing()
    assert passed, report
    kspace, _, excited_s, _, sampled_s = sequence.calculate_kspace()
    samples, centre = prescription.matrix_frequency, prescription.matrix_frequency // 2
    read, phase, _ = kspace.reshape(3, -1, samples)

    assert abs(read[:, centre]).max() * prescription.fov_frequency_mm * 1e-3 < 0.1
    steps = np.diff(read, axis=1) * prescription.fov_frequency_mm * 1e-3
    assert np.abs(steps) == pytest.approx(1.0, abs=1e-6)

    lines = phase[:, centre] * encoded_fov_phase_mm(prescription) * 1e-3
    lines += encoded_lines(prescription) // 2
    assert lines == pytest.approx(np.round(lines), abs=1e-3)
    sampling = phase_sampling(prescription)
    assert set(np.round(lines).astype(int)) == set(np.flatnonzero(sampling.acquired).tolist())

    times_s = np.reshape(sampled_s, (-1, samples))[:, centre]
    if not prescription.is_3d:
        at_centre = times_s[np.round(lines).astype(int) == encoded_lines(prescription) // 2]
        since = min(
            abs(time - start - prescription.echo_time_ms * 1e-3)
            for time in at_centre
            for start in excited_s
        )
        assert since <= 2 * RASTER_S
    spacing = sequence_of(prescription).timing(prescription, MODEL).echo_spacing_ms
    if spacing is not None and not prescription.is_3d:
        assert np.diff(times_s[:3]) * 1e3 == pytest.approx(spacing, abs=0.03)


def test_the_gradients_between_two_pulses_give_the_prescribed_b_value() -> None:
    prescription = small("head-dwi-3t").model_copy(
        update={"b_values_s_mm2": (1000.0,), "diffusion_directions": 1}
    )
    sequence = pulseq_sequence(prescription, MODEL)
    kspace_of_time = _moment(sequence)
    assert kspace_of_time == pytest.approx(1000, rel=0.05)


def _moment(sequence: Any) -> float:
    """Return b in s/mm2 of the last shot up to its echo, from the gradients."""
    _, _, excited_s, refocused_s, sampled_s = sequence.calculate_kspace()
    step = 1e-5
    first_sample = sampled_s[sampled_s > excited_s[-1]][0]
    time = np.arange(excited_s[-1], first_sample, step)
    gradients = [
        each(time) if each is not None else np.zeros_like(time) for each in sequence.get_gradients()
    ]
    sign = np.where(time < refocused_s[-1], -1.0, 1.0)
    q = 2 * np.pi * np.cumsum(np.nan_to_num(np.array(gradients)) * sign, axis=1) * step
    return float((q**2).sum() * step * 1e-6)


def test_averages_repeat_the_file_and_it_can_be_written(tmp_path: Path) -> None:
    once = small("head-t1-gre-3t")
    twice = once.model_copy(update={"averages": 2})
    lengths = [pulseq_sequence(each, MODEL).duration()[0] for each in (once, twice)]
    assert lengths[1] == pytest.approx(2 * lengths[0])
    write_pulseq(once, MODEL, tmp_path / "gre.seq")
    assert "[BLOCKS]" in (tmp_path / "gre.seq").read_text()


def asl(**values: Any) -> Prescription:
    return small("head-asl-3t").model_copy(update=values)


@pytest.mark.parametrize("slices", [4, 20])
def test_labelling_reads_each_partition_by_its_echo_and_each_line_at_its_time(slices: int) -> None:
    prescription = asl(fat_suppression=FatSuppression.NONE, slices=slices)
    sequence = pulseq_sequence(prescription, MODEL)
    kspace, _, excited_s, refocused_s, sampled_s = sequence.calculate_kspace()
    samples, centre = prescription.matrix_frequency, prescription.matrix_frequency // 2
    _, phase, across = kspace.reshape(3, -1, samples)[:, :, centre]
    partitions = encoded_partitions(prescription)
    line = np.round(phase * encoded_fov_phase_mm(prescription) * 1e-3).astype(int)
    line += encoded_lines(prescription) // 2
    partition = across * partitions * prescription.slice_thickness_mm * 1e-3
    assert partition == pytest.approx(np.round(partition), abs=1e-2)
    partition = np.round(partition).astype(int) + partitions // 2
    frames = len(sequence_of(prescription).frames(prescription))
    read = Counter(zip(line, partition, strict=True))
    assert set(read) == set(product(range(encoded_lines(prescription)), range(partitions)))
    assert set(read.values()) == {frames}

    time_s = np.reshape(sampled_s, (-1, samples))[:, centre]
    readouts = np.array(excited_s)
    since_s = time_s - readouts[np.searchsorted(readouts, time_s) - 1]
    echo = echo_of_each_partition(partitions)[partition]
    about_ms = since_s * 1e3 - (echo + 1) * prescription.echo_time_ms
    expected = line_times_about_echo_ms(prescription, MODEL)[line]
    assert about_ms == pytest.approx(expected, abs=0.02)
    segments = frames * len(segment_lines(prescription, MODEL))
    assert len(readouts) == segments * len(partition_trains(partitions))
    assert len(refocused_s) == segments * partitions


def test_labelling_delay_and_repetition_last_as_prescribed() -> None:
    prescription = asl()
    played = list(played_shots(prescription, MODEL))
    timing = sequence_of(prescription).timing(prescription, MODEL)
    starts = np.cumsum([0.0, *(each.shot.duration_ms for each in played)])
    assert starts[-1] == pytest.approx(timing.scan_time_s * 1e3)
    uses = [{event.rf.use for event in each.shot.events if event.rf} for each in played]
    ends = [float(starts[place + 1]) for place, use in enumerate(uses) if use == {"preparation"}]
    excited = [
        starts[place] + played[place].shot.events[0].middle_ms
        for place, use in enumerate(uses)
        if "refocusing" in use
    ]
    labelled = excited[len(excited) // 3 :]
    assert np.subtract(labelled, ends) == pytest.approx(
        prescription.post_labelling_delay_ms, abs=0.02
    )


@pytest.mark.parametrize(("state", "least", "most"), [("label", -1.0, -0.7), ("control", 0.9, 1.0)])
def test_blood_that_flows_through_the_plane_is_inverted_by_the_label_and_not_by_the_control(
    state: str, least: float, most: float
) -> None:
    prescription = asl(labelling_duration_ms=300.0)
    shot = labelling_shot(prescription, MODEL, Labelling(state))
    cm_s = 30.0
    position_mm = plane_mm(prescription) - cm_s * 10 * 0.15
    magnetisation = np.array([0.0, 0.0, 1.0])
    for event in shot.events:
        at_mm = position_mm + cm_s * 0.01 * event.middle_ms
        magnetisation = after_pulse(magnetisation, event, at_mm)
        net = MEAN_GRADIENT_MT_M if state == "label" else 0.0
        between = net * 1.0 - PULSE_GRADIENT_MT_M * event.duration_ms
        magnetisation = turned_about(
            magnetisation, (0.0, 0.0, 1.0), 360 * HZ_PER_MT_MM * between * 1e-3 * at_mm
        )
    assert least <= magnetisation[2] <= most


def after_pulse(
    magnetisation: NDArray[np.float64], event: Event, at_mm: float
) -> NDArray[np.float64]:
    """Return magnetisation after a pulse under its gradient, by short rotations."""
    assert event.rf is not None
    step_ms = event.duration_ms / 50
    times = (np.arange(50) + 0.5) * step_ms - event.duration_ms / 2
    field_hz = event.rf.pulse.field_ut(times) * 1e-6 * GYROMAGNETIC_RATIO_HZ_PER_T
    gradient_mt_m = float(np.linalg.norm(event.gradient_mt_m))
    for time_ms, b1_hz in zip(times, np.abs(field_hz), strict=True):
        phase = np.deg2rad(event.rf.phase_deg + 360 * event.rf.frequency_hz * time_ms * 1e-3)
        axis = (b1_hz * np.cos(phase), b1_hz * np.sin(phase), HZ_PER_MT_MM * gradient_mt_m * at_mm)
        strength_hz = float(np.linalg.norm(axis))
        magnetisation = turned_about(magnetisation, axis, 360 * strength_hz * step_ms * 1e-3)
    return magnetisation


def turned_about(
    vector: NDArray[np.float64], axis: tuple[float, float, float], angle_deg: float
) -> NDArray[np.float64]:
    """Return a vector turned about an axis, right-handed."""
    along = np.array(axis) / np.linalg.norm(axis)
    angle = np.deg2rad(angle_deg)
    return np.asarray(
        vector * np.cos(angle)
        + np.cross(along, vector) * np.sin(angle)
        + along * np.dot(along, vector) * (1 - np.cos(angle))
    )

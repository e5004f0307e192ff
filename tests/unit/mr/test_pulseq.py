from pathlib import Path
from typing import Any

import numpy as np
import pytest

from telescan.mr.hardware import MODELS
from telescan.mr.playout.played import NotLaidOutError
from telescan.mr.prescription import Prescription
from telescan.mr.pulseq import pulseq_sequence, write_pulseq
from telescan.mr.sampling import encoded_fov_phase_mm, encoded_lines, phase_sampling
from telescan.mr.sequence import sequence_of
from telescan.protocol.library import series_named

MODEL = MODELS["Aster 3T"]
RASTER_S = 1e-5

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
    if "3d" not in name and "tof" not in name:
        at_centre = times_s[np.round(lines).astype(int) == encoded_lines(prescription) // 2]
        since = min(
            abs(time - start - prescription.echo_time_ms * 1e-3)
            for time in at_centre
            for start in excited_s
        )
        assert since <= 2 * RASTER_S
    spacing = sequence_of(prescription).timing(prescription, MODEL).echo_spacing_ms
    if spacing is not None and "3d" not in name:
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


def test_labelling_is_refused_by_name() -> None:
    with pytest.raises(NotLaidOutError, match="arterial spin labelling"):
        pulseq_sequence(series_named("head-asl-3t").prescription, MODEL)

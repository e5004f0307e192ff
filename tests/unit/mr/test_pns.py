import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypulseq.utils.safe_pns_prediction import safe_example_hw, safe_gwf_to_pns

from telescan.mr.consequences import Limit, assess
from telescan.mr.hardware import EXAMPLE_STIMULATION, MODELS
from telescan.mr.pns import gradient_load, hardest_waveforms, stimulation_share
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.sequence import sequence_of
from telescan.mr.violation import mended
from telescan.protocol.library import series_named, series_names

RASTER_MS = 0.01


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**16))
def test_stimulation_is_that_of_pypulseq(seed: int) -> None:
    steps = np.random.default_rng(seed).normal(scale=2.0, size=(400, 3))
    waveform_mt_m = np.cumsum(steps, axis=0)
    ours = stimulation_share(waveform_mt_m, RASTER_MS, EXAMPLE_STIMULATION)
    hardware: SimpleNamespace = safe_example_hw()
    theirs, _ = safe_gwf_to_pns(
        waveform_mt_m * 1e-3, np.zeros(400), RASTER_MS * 1e-3, hardware, do_padding=False
    )
    assert ours * 100 == pytest.approx(np.sqrt((theirs**2).sum(axis=1)), rel=1e-6)


def test_stimulation_grows_in_proportion_to_the_gradient() -> None:
    waveform = np.zeros((100, 3))
    waveform[20:60, 0] = 10.0
    once, twice = (
        stimulation_share(scale * waveform, RASTER_MS, EXAMPLE_STIMULATION).max()
        for scale in (1.0, 2.0)
    )
    assert twice == pytest.approx(2 * once)


@pytest.mark.parametrize("name", series_names())
def test_every_shipped_series_keeps_within_its_scanners_gradients_and_below_stimulation(
    name: str,
) -> None:
    prescription = series_named(name).prescription
    model = MODELS["Borealis 1.5T" if name.endswith("1.5t") else "Aster 3T"]
    load = gradient_load(prescription, model)
    assert 1 < load.amplitude_mt_m <= model.gradient_max_mt_m * 1.02
    assert load.slew_t_m_s <= model.slew_max_t_m_s * 1.2
    assert 0 < load.stimulation_share < 0.8


def test_the_readout_gradient_is_the_one_that_bandwidth_and_field_of_view_ask_for() -> None:
    prescription = series_named("head-t2-3t").prescription
    (waveform,) = hardest_waveforms(prescription, MODELS["Aster 3T"])
    bandwidth_hz = prescription.pixel_bandwidth_hz * prescription.matrix_frequency
    expected = bandwidth_hz / (42.577478518e6 * prescription.fov_frequency_mm * 1e-3) * 1e3
    values, counts = np.unique(np.round(waveform[:, 0], 3), return_counts=True)
    plateau = values[np.argsort(counts)[::-1]]
    assert any(math.isclose(value, expected, rel_tol=5e-3) for value in plateau[:4])


def test_an_echo_as_early_as_gradients_allow_stimulates_and_a_later_one_does_not() -> None:
    model = MODELS["Aster 3T"]
    early = series_named("head-t1-gre-3t").prescription.model_copy(update={"echo_time_ms": 2.8})
    result = assess(early, model, compared_with=early, patient_weight_kg=75)
    (violation,) = result.violations
    assert (violation.limit, violation.parameter) == (Limit.STIMULATION_TOO_HIGH, "echo_time_ms")
    later = mended(early, violation)
    assert later.echo_time_ms == pytest.approx(2.9)
    assert assess(later, model, compared_with=early, patient_weight_kg=75).runs


def test_stimulation_by_epi_that_no_slower_readout_spares_is_refused_without_a_nearest() -> None:
    model = MODELS["Aster 3T"]
    quick = model.model_copy(update={"slew_max_t_m_s": 600.0})
    asked = series_named("head-dwi-3t").prescription.model_copy(update={"echo_time_ms": 70.0})
    (violation,) = assess(asked, quick, compared_with=asked, patient_weight_kg=75).violations
    assert violation.limit is Limit.STIMULATION_TOO_HIGH
    assert violation.parameter == "pixel_bandwidth_hz"


def test_stimulation_by_what_follows_the_echo_is_mended_by_a_longer_repetition_time() -> None:
    model = MODELS["Borealis 1.5T"]
    asked = Prescription(
        sequence=Sequence.BALANCED_SSFP,
        repetition_time_ms=5.0,
        echo_time_ms=2.5,
        flip_angle_deg=45.0,
        matrix_frequency=192,
        matrix_phase=192,
        pixel_bandwidth_hz=560.0,
        fov_frequency_mm=220.0,
        fov_phase_mm=220.0,
        slice_thickness_mm=3.5,
        slices=1,
    )
    (violation,) = assess(asked, model, compared_with=asked, patient_weight_kg=75).violations
    assert (violation.limit, violation.parameter) == (
        Limit.STIMULATION_TOO_HIGH,
        "repetition_time_ms",
    )
    longer = mended(asked, violation)
    assert 5.0 < longer.repetition_time_ms < 5.5
    assert assess(longer, model, compared_with=asked, patient_weight_kg=75).runs


TILTS = st.fixed_dictionaries(
    {name: st.floats(-44, 44) for name in ("tilt_lr_deg", "tilt_ap_deg", "tilt_hf_deg")}
)


@settings(max_examples=25, deadline=None)
@given(
    name=st.sampled_from([each for each in series_names() if each.startswith("head")]), tilt=TILTS
)
def test_no_coil_of_the_scanner_is_asked_for_more_than_it_has_in_tilted_slices(
    name: str, tilt: dict[str, float]
) -> None:
    model = MODELS["Borealis 1.5T" if name.endswith("1.5t") else "Aster 3T"]
    tilted = series_named(name).prescription.model_copy(update=tilt)
    shortest = sequence_of(tilted).timing(tilted, model).shortest_echo_time_ms
    tilted = tilted.model_copy(update={"echo_time_ms": max(tilted.echo_time_ms, shortest + 0.3)})
    load = gradient_load(tilted, model)
    assert load.amplitude_mt_m <= model.gradient_max_mt_m
    assert load.slew_t_m_s <= model.slew_max_t_m_s


def test_tilted_slices_take_a_longer_echo_since_each_coil_plays_for_several_axes() -> None:
    model = MODELS["Aster 3T"]
    straight = series_named("head-t1-gre-3t").prescription
    tilted = straight.model_copy(update={"tilt_lr_deg": 15.0})
    shortest = [
        sequence_of(each).timing(each, model).shortest_echo_time_ms for each in (straight, tilted)
    ]
    assert 0.05 < shortest[1] - shortest[0] < 0.5
    assert assess(tilted, model, compared_with=straight, patient_weight_kg=75).runs

"""Whatever the limits accept is played within the scanner's gradients and within its own TR."""

from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telescan.mr.consequences import assess
from telescan.mr.gradient_limits import gradient_limits
from telescan.mr.hardware import MODELS, ScannerModel
from telescan.mr.playout.series import played_shots
from telescan.mr.playout.shot import windows
from telescan.mr.prescription import FatSuppression, Prescription
from telescan.mr.violation import mended
from telescan.protocol.library import series_named, series_names

_LOOKED_AT = 60
"""Shots of a series, of its thousands."""


def accepted(prescription: Prescription, model: ScannerModel) -> Prescription | None:
    """Return the nearest prescription that runs, by the remedies that limits offer."""
    for _ in range(12):
        result = assess(prescription, model, compared_with=prescription, patient_weight_kg=75)
        if result.runs:
            return prescription
        violation = next((each for each in result.violations if each.has_remedy), None)
        if violation is None:
            return None
        prescription = mended(prescription, violation)
    return None


def model_of(name: str) -> ScannerModel:
    return MODELS["Borealis 1.5T" if name.endswith("1.5t") else "Aster 3T"]


@settings(max_examples=15, deadline=None)
@given(
    name=st.sampled_from(series_names()),
    tilt=st.sampled_from([0.0, 14.0]),
    suppression=st.sampled_from(list(FatSuppression)),
    bandwidth=st.sampled_from([0.7, 1.0, 1.4]),
)
def test_an_accepted_prescription_as_quick_as_can_be_is_played_within_its_limits(
    name: str, tilt: float, suppression: FatSuppression, bandwidth: float
) -> None:
    model, shipped = model_of(name), series_named(name).prescription
    asked = shipped.model_copy(
        update={
            "echo_time_ms": 1.0,
            "repetition_time_ms": 3.0,
            "tilt_lr_deg": tilt,
            "fat_suppression": suppression,
            "pixel_bandwidth_hz": round(shipped.pixel_bandwidth_hz * bandwidth),
        }
    )
    prescription = accepted(asked, model)
    if prescription is None:
        return
    limits = gradient_limits(prescription, model)
    for played in islice(played_shots(prescription, model), _LOOKED_AT):
        for window in windows(played.shot, limits):
            for points in window.gradients:
                for (start, before), (end, after) in pairwise(points):
                    assert max(abs(before), abs(after)) <= model.gradient_max_mt_m * (1 + 1e-6)
                    assert abs(after - before) <= model.slew_max_t_m_s * (end - start) * (1 + 1e-6)


@pytest.mark.parametrize(
    "name", ["acr-t1", "head-flair-1.5t", "head-flair-3t", "head-t1-1.5t", "head-epi-3t"]
)
def test_a_series_of_the_shortest_repetition_time_lasts_as_long_as_is_told(name: str) -> None:
    model = model_of(name)
    asked = series_named(name).prescription.model_copy(update={"repetition_time_ms": 20.0})
    prescription = accepted(asked, model)
    assert prescription is not None
    told = assess(prescription, model, compared_with=prescription, patient_weight_kg=75)
    lasts_s = sum(each.shot.duration_ms for each in played_shots(prescription, model)) * 1e-3
    assert lasts_s == pytest.approx(told.scan_time_s, rel=3e-4)

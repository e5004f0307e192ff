import math
from collections import Counter

import pytest
from tests.peers.prescriptions import T2, changed

from telescan.mr.consequences import Consequences, Limit, assess
from telescan.mr.hardware import MODELS, ScannerModel
from telescan.mr.prescription import ImageFilter, Prescription, Sequence
from telescan.mr.rf import PulseShape
from telescan.mr.sequence import sequence_of
from telescan.mr.signal_to_noise import BrainSignal, brain_signal
from telescan.mr.tissue import Tissue
from telescan.protocol.library import series_named

MODEL = MODELS["Aster 3T"]


def consequences(
    prescription: Prescription, model: ScannerModel = MODEL, weight_kg: float = 75
) -> Consequences:
    return assess(prescription, model, compared_with=T2, patient_weight_kg=weight_kg)


def test_a_clinical_t2_runs_in_the_time_of_its_shots() -> None:
    result = consequences(T2)
    assert result.runs
    assert result.scan_time_s == pytest.approx(4.5 * 256 / 16)
    assert result.relative_snr == pytest.approx(1)
    assert result.echo_spacing_ms is not None
    assert 7 < result.echo_spacing_ms < 11


def test_averages_raise_snr_by_their_square_root_and_time_in_proportion() -> None:
    result = consequences(changed(T2, averages=4))
    assert result.relative_snr == pytest.approx(2)
    assert result.scan_time_s == pytest.approx(4 * consequences(T2).scan_time_s)


def test_a_thicker_slice_raises_snr_in_proportion() -> None:
    assert consequences(changed(T2, slice_thickness_mm=10)).relative_snr == pytest.approx(2)


def test_sar_falls_as_the_inverse_of_the_repetition_time() -> None:
    short, long = consequences(T2), consequences(changed(T2, repetition_time_ms=9000))
    assert long.sar_head_w_kg == pytest.approx(short.sar_head_w_kg / 2)


def test_sar_grows_faster_than_the_square_of_the_field() -> None:
    low = consequences(T2, MODELS["Borealis 1.5T"])
    assert consequences(T2).sar_head_w_kg / low.sar_head_w_kg > 4


@pytest.mark.parametrize(
    ("change", "limit", "parameter"),
    [
        ({"echo_time_ms": 5.0}, Limit.ECHO_TIME_TOO_SHORT, "echo_time_ms"),
        ({"repetition_time_ms": 1000.0}, Limit.REPETITION_TIME_TOO_SHORT, "repetition_time_ms"),
        ({"inversion_time_ms": 100.0}, Limit.PARAMETER_NOT_USED, "inversion_time_ms"),
        ({"sequence": "inversion_recovery"}, Limit.INVERSION_TIME_MISSING, "inversion_time_ms"),
        ({"sequence": "spin_echo"}, Limit.PARAMETER_NOT_USED, "echo_train_length"),
        (
            {"matrix_phase": 64, "echo_train_length": 65},
            Limit.ECHO_TRAIN_TOO_LONG,
            "echo_train_length",
        ),
        (
            {"fov_frequency_mm": 60.0, "pixel_bandwidth_hz": 600.0},
            Limit.GRADIENT_TOO_STRONG,
            "pixel_bandwidth_hz",
        ),
        ({"slice_thickness_mm": 0.3}, Limit.SLICE_TOO_THIN, "slice_thickness_mm"),
        ({"pixel_bandwidth_hz": 10.0}, Limit.BANDWIDTH_OUT_OF_RANGE, "pixel_bandwidth_hz"),
        ({"fov_phase_mm": 550.0}, Limit.FIELD_OF_VIEW_OUT_OF_RANGE, "fov_phase_mm"),
        ({"matrix_phase": 16}, Limit.MATRIX_OUT_OF_RANGE, "matrix_phase"),
        (
            {"matrix_frequency": 1024, "fov_frequency_mm": 150.0},
            Limit.MATRIX_OUT_OF_RANGE,
            "matrix_frequency",
        ),
        ({"slice_offset_mm": 240.0}, Limit.SLICES_OUTSIDE_RANGE, "slice_offset_mm"),
        ({"slices": 100}, Limit.SLICES_OUTSIDE_RANGE, "slices"),
        ({"acquisition_type": "3D"}, Limit.PARAMETER_NOT_USED, "slice_gap_mm"),
        ({"sequence": "mprage"}, Limit.ACQUISITION_TYPE_NOT_POSSIBLE, "acquisition_type"),
        ({"sequence": "diffusion_epi"}, Limit.B_VALUES_MISSING, "b_values_s_mm2"),
        (
            {"sequence": "balanced_ssfp", "fat_suppression": "saturation"},
            Limit.FAT_SUPPRESSION_NOT_POSSIBLE,
            "fat_suppression",
        ),
        ({"receive_coil": "Knee"}, Limit.COIL_UNKNOWN, "receive_coil"),
        ({"concatenations": 23}, Limit.TOO_MANY_CONCATENATIONS, "concatenations"),
        ({"tilt_lr_deg": 50.0}, Limit.TILT_OUT_OF_RANGE, "tilt_lr_deg"),
        ({"row_offset_mm": -260.0}, Limit.OFFSET_OUT_OF_RANGE, "row_offset_mm"),
        (
            {"matrix_phase": 1024, "fov_phase_mm": 300.0, "phase_oversampling_percent": 50.0},
            Limit.TOO_MANY_LINES,
            "phase_oversampling_percent",
        ),
        (
            {"parallel_technique": "GRAPPA", "acceleration_factor": 3, "reference_lines": 8},
            Limit.TOO_FEW_REFERENCE_LINES,
            "reference_lines",
        ),
        (
            {"parallel_technique": "GRAPPA", "acceleration_factor": 2, "partial_fourier": 0.55}
            | {"matrix_phase": 128},
            Limit.PARTIAL_FOURIER_CUTS_REFERENCE,
            "partial_fourier",
        ),
        (
            {"sequence": "spin_echo", "second_echo_time_ms": 101.0, "echo_train_length": 1},
            Limit.SECOND_ECHO_TIME_TOO_SHORT,
            "second_echo_time_ms",
        ),
        (
            {"refocusing_flip_angle_deg": 180.0, "repetition_time_ms": 2600.0},
            Limit.SAR_TOO_HIGH,
            "repetition_time_ms",
        ),
    ],
)
def test_each_limit_is_named_with_its_parameter(
    change: dict[str, object], limit: Limit, parameter: str
) -> None:
    found = consequences(changed(T2, **change)).violations
    assert (limit, parameter) in [(v.limit, v.parameter) for v in found]


def signals(prescription: Prescription) -> BrainSignal:
    return brain_signal(prescription, MODEL)


def test_signal_over_noise_of_diffusion_falls_as_its_highest_b_value_grows() -> None:
    by_b = [
        signals(
            changed(
                T2,
                sequence=Sequence.DIFFUSION_EPI,
                b_values_s_mm2=(0.0, b_value),
                pixel_bandwidth_hz=1500,
            )
        ).signals
        for b_value in (500.0, 1000.0)
    ]
    low, high = (each[Tissue.GRAY_MATTER] for each in by_b)
    assert high / low == pytest.approx(math.exp(-500 * 0.8e-3), rel=0.02)


def test_signal_of_labelling_is_what_blood_brings_not_the_reference() -> None:
    labelled = changed(
        T2,
        sequence=Sequence.ARTERIAL_SPIN_LABELLING,
        acquisition_type="3D",
        echo_time_ms=14,
        labelling_duration_ms=1800,
        post_labelling_delay_ms=1800,
    )
    found = signals(labelled).signals
    assert found[Tissue.GRAY_MATTER] > 1.5 * found[Tissue.WHITE_MATTER]
    assert found[Tissue.CEREBROSPINAL_FLUID] < 1e-3 * found[Tissue.GRAY_MATTER]
    later = signals(changed(labelled, post_labelling_delay_ms=2400)).signals
    assert later[Tissue.GRAY_MATTER] < 0.8 * found[Tissue.GRAY_MATTER]


def test_more_channels_raise_the_relative_snr_and_one_alone_lowers_it() -> None:
    sixteen = consequences(changed(T2, receive_coil="Head 16"))
    assert 1.1 < sixteen.relative_snr < 1.3
    one = consequences(changed(T2, receive_coil="QUADHEAD"), MODELS["Borealis 1.5T"])
    eight = consequences(T2, MODELS["Borealis 1.5T"])
    assert 0.5 < one.relative_snr / eight.relative_snr < 0.7


@pytest.mark.parametrize("sequence", [Sequence.TURBO_SPIN_ECHO, Sequence.INVERSION_RECOVERY])
def test_the_power_of_a_train_counts_its_stronger_first_pulse(sequence: Sequence) -> None:
    asked = changed(
        T2,
        sequence=sequence,
        refocusing_flip_angle_deg=60,
        echo_train_length=4,
        inversion_time_ms=200 if sequence is Sequence.INVERSION_RECOVERY else None,
    )
    angles = Counter(
        {
            pulse.flip_angle_deg: count / asked.slices_per_repetition
            for pulse, count in sequence_of(asked).timing(asked, MODEL).pulses
            if pulse.thickness_factor > 1 and pulse.shape is PulseShape.SINC
        }
    )
    assert angles == {120: 1, 60: 3}


def test_a_smoothing_filter_raises_snr_as_it_lets_noise_through() -> None:
    bare = consequences(changed(T2, image_filter=ImageFilter.NONE)).relative_snr
    smooth = consequences(changed(T2, image_filter=ImageFilter.HAMMING)).relative_snr
    assert smooth / bare == pytest.approx(1 / 0.3974, rel=0.01)  # 0.54^2 + 0.46^2 / 2 squared


def test_a_trace_of_four_times_the_directions_has_twice_the_snr() -> None:
    asked = series_named("head-dwi-3t").prescription
    more = changed(asked, diffusion_directions=12)
    snr = brain_signal(more, MODEL).brain / brain_signal(asked, MODEL).brain
    assert snr == pytest.approx(2)


def test_time_of_flight_tells_the_contrast_of_arteries_and_what_a_band_on_their_way_takes() -> None:
    asked = series_named("head-tof-3t").prescription
    band = asked.saturation_bands[0]
    below = band.model_copy(update={"offset_mm": -band.offset_mm})

    def of_arteries(prescription: Prescription) -> float:
        signals = brain_signal(prescription, MODEL).signals
        return signals[Tissue.ARTERIAL_BLOOD] - signals[Tissue.WHITE_MATTER]

    assert of_arteries(asked) > 0
    assert of_arteries(changed(asked, saturation_bands=(below,))) < 0.7 * of_arteries(asked)
    assert Tissue.ARTERIAL_BLOOD not in brain_signal(T2, MODEL).signals

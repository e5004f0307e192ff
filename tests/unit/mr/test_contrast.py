"""Contrast of head protocols as it is known from practice and from relaxation times alone."""

import numpy as np
import pytest
from numpy.typing import NDArray

from telescan.mr.hardware import MODELS, ScannerModel
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.sequence import SEQUENCES, sequence_of
from telescan.mr.signal.inversion_recovery import nulling_inversion_time_ms
from telescan.mr.tissue import SpinValues, Tissue, relaxation_at, tissue_values
from telescan.mr.window import display_window
from telescan.protocol.library import series_named, series_names

MODEL = MODELS["Aster 3T"]
GRAY, WHITE, FLUID, FAT = (
    Tissue.GRAY_MATTER,
    Tissue.WHITE_MATTER,
    Tissue.CEREBROSPINAL_FLUID,
    Tissue.FAT,
)


def model_at(field_t: float | None) -> ScannerModel:
    return next(m for m in MODELS.values() if field_t in {None, m.field_strength_t})


def signed(
    asked: Prescription, model: ScannerModel = MODEL, values: SpinValues | None = None
) -> NDArray[np.complex128]:
    tissues = values or tissue_values((GRAY, WHITE, FLUID, FAT), model.field_strength_t)
    sequence = sequence_of(asked)
    return sequence.contrast(asked, model, tissues, sequence.frames(asked)[0])


def shipped(name: str) -> tuple[Prescription, ScannerModel]:
    series = series_named(name)
    return series.prescription, model_at(series.field_strength_t)


@pytest.mark.parametrize("te_ms", [20.0, 80.0, 120.0])
def test_long_tr_leaves_proton_density_and_t2_alone(te_ms: float) -> None:
    # T2 of 99 and 69 ms at 3 T (Stanisz et al., MRM 2005;54:507): gray over white matter.
    asked = Prescription(
        sequence=Sequence.SPIN_ECHO,
        repetition_time_ms=30_000,
        echo_time_ms=te_ms,
        pixel_bandwidth_hz=200,
    )
    gray, white, *_ = signed(asked).real
    expected = 0.82 / 0.70 * np.exp(-te_ms / 99 + te_ms / 69)
    assert gray / white == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("field", ["1.5t", "3t"])
def test_mprage_shows_white_matter_brighter_than_gray_and_fluid_dark(field: str) -> None:
    gray, white, fluid, _ = abs(signed(*shipped(f"head-t1-3d-{field}")))
    assert 0.45 < gray / white < 0.75
    assert fluid < 0.25 * white


@pytest.mark.parametrize("field", ["1.5t", "3t"])
def test_flair_shows_fluid_dark_and_gray_matter_a_little_brighter_than_white(field: str) -> None:
    gray, white, fluid, _ = abs(signed(*shipped(f"head-flair-{field}")))
    assert 1.0 < gray / white < 1.5
    assert fluid < 0.12 * gray


@pytest.mark.parametrize("field", ["1.5t", "3t"])
def test_t2_shows_fluid_brightest_and_t1_darkest(field: str) -> None:
    gray, white, fluid, _ = abs(signed(*shipped(f"head-t2-{field}")))
    assert fluid > 1.5 * gray
    assert gray > 1.15 * white
    gray, white, fluid, fat = abs(signed(*shipped(f"head-t1-{field}")))
    assert fat > white > gray > fluid


def test_stir_changes_the_sign_of_fat_close_to_its_nulling_time() -> None:
    t1_ms = relaxation_at(FAT, 3.0).t1_ms
    null_ms = nulling_inversion_time_ms(t1_ms, 4000, 60)

    def fat(ti_ms: float) -> float:
        asked = Prescription(
            sequence=Sequence.INVERSION_RECOVERY,
            repetition_time_ms=4000,
            echo_time_ms=15,
            inversion_time_ms=ti_ms,
            echo_train_length=6,
            pixel_bandwidth_hz=300,
        )
        return float(signed(asked)[3].real)

    assert fat(0.9 * null_ms) < 0 < fat(1.05 * null_ms)
    assert abs(fat(null_ms)) < 0.04 * fat(3000)


def test_fat_and_water_are_opposed_and_in_phase_as_fat_turns() -> None:
    def fat_over_white(te_ms: float) -> complex:
        asked = Prescription(
            sequence=Sequence.SPOILED_GRADIENT_ECHO,
            repetition_time_ms=150,
            echo_time_ms=te_ms,
            flip_angle_deg=60,
            pixel_bandwidth_hz=1000,
        )
        values = tissue_values((GRAY, WHITE, FLUID, FAT), 3.0)
        signals = signed(asked, values=values)
        return complex(signals[3] / signals[1])

    turn_ms = 1e3 / (3.4e-6 * 42.577e6 * 3.0)
    assert fat_over_white(turn_ms).real > 0.1
    assert fat_over_white(1.5 * turn_ms).real < -0.1


def test_balanced_ssfp_shows_fluid_brightest() -> None:
    asked = Prescription(
        sequence=Sequence.BALANCED_SSFP,
        repetition_time_ms=5,
        echo_time_ms=2.5,
        flip_angle_deg=45,
        pixel_bandwidth_hz=800,
    )
    gray, white, fluid, _ = abs(signed(asked))
    assert fluid > 2 * max(gray, white)


@pytest.mark.parametrize("name", series_names())
def test_every_shipped_series_is_windowed_to_show_brain_as_gray(name: str) -> None:
    asked, model = shipped(name)
    brain = abs(signed(asked, model))[:2]
    shown = brain / display_window(asked, model).high
    if name.startswith("head"):
        assert (shown > 0.08).all()
        assert (shown < 0.75).all()


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_a_weaker_field_of_the_transmitter_changes_the_signal(sequence: Sequence) -> None:
    asked = Prescription(
        sequence=sequence,
        repetition_time_ms=500,
        echo_time_ms=15,
        inversion_time_ms=200,
        flip_angle_deg=60,
        echo_train_length=4,
    )
    values = tissue_values((GRAY,), 3.0)
    weaker = tissue_values((GRAY,), 3.0)
    weaker.transmit_scale[:] = 0.7
    full, less = abs(signed(asked, values=values)), abs(signed(asked, values=weaker))
    assert less[0] != pytest.approx(full[0], rel=0.02)

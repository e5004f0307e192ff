"""Whole repetitions of a turbo spin echo against hundreds of isochromats."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from telescan.mr.hardware import MODELS
from telescan.mr.prescription import AcquisitionType, Prescription, Sequence
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.turbo_spin_echo import echo_spacing_ms
from telescan.mr.signal.echo_train import stabilised_train_deg
from telescan.mr.tissue import Tissue, tissue_values

MODEL = MODELS["Aster 3T"]
LENGTH = 10
TISSUES = (Tissue.GRAY_MATTER, Tissue.CEREBROSPINAL_FLUID, Tissue.FAT)


def isochromats(asked: Prescription, t1_ms: float, t2_ms: float) -> NDArray[np.float64]:
    """Return the echoes of the repetition after which nothing changes, of M0 = 1."""
    spacing, turn = echo_spacing_ms(asked, MODEL), 2 * np.pi * np.arange(240) / 240
    train = stabilised_train_deg(asked.refocusing_flip_angle_deg, LENGTH)
    alpha = np.deg2rad(asked.flip_angle_deg)

    def half(m: NDArray[np.float64]) -> NDArray[np.float64]:
        across = (m[0] + 1j * m[1]) * np.exp(1j * turn - spacing / 2 / t2_ms)
        return np.stack([across.real, across.imag, 1 + (m[2] - 1) * np.exp(-spacing / 2 / t1_ms)])

    mz, echoes = 1.0, np.zeros(LENGTH)
    for _ in range(25):
        m = np.stack([mz * np.sin(alpha) + 0 * turn, 0 * turn, mz * np.cos(alpha) + 0 * turn])
        for echo, angle_deg in enumerate(train):
            m = half(m)
            c, s = np.cos(np.deg2rad(angle_deg)), np.sin(np.deg2rad(angle_deg))
            m = half(np.stack([m[0], c * m[1] - s * m[2], s * m[1] + c * m[2]]))
            echoes[echo] = m[0].mean()
        rest = asked.repetition_time_ms - LENGTH * spacing
        mz = 1 + (m[2].mean() - 1) * np.exp(-rest / t1_ms)
    return echoes


@settings(max_examples=8, deadline=None)
@given(
    refocusing_deg=st.floats(40, 180),
    flip_deg=st.floats(40, 120),
    tr_ms=st.floats(300, 4000),
)
def test_a_repetition_in_its_steady_state_is_that_of_isochromats(
    refocusing_deg: float, flip_deg: float, tr_ms: float
) -> None:
    asked = Prescription(
        sequence=Sequence.TURBO_SPIN_ECHO,
        acquisition_type=AcquisitionType.THREE_D,
        repetition_time_ms=tr_ms,
        echo_time_ms=40,
        flip_angle_deg=flip_deg,
        refocusing_flip_angle_deg=refocusing_deg,
        echo_train_length=LENGTH,
        matrix_phase=100,
        pixel_bandwidth_hz=300,
    )
    values = tissue_values(TISSUES, 3.0)
    frame = sequence_of(asked).frames(asked)[0]
    lines = sequence_of(asked).line_weights(asked, MODEL, values, frame).real
    for group in range(values.count):
        echoes = isochromats(asked, values.t1_ms[group], values.t2_ms[group])
        got = np.unique(np.round(lines[group] / values.proton_density[group], 9))
        np.testing.assert_allclose(got, np.unique(np.round(echoes, 9)), atol=2e-9)


def weights(**values: object) -> NDArray[np.float64]:
    asked = Prescription.model_validate(
        {
            "sequence": Sequence.TURBO_SPIN_ECHO,
            "repetition_time_ms": 4000,
            "echo_time_ms": 90,
            "echo_train_length": 12,
            "pixel_bandwidth_hz": 250,
            "matrix_phase": 240,
            **values,
        }
    )
    sequence = sequence_of(asked)
    tissues = tissue_values(TISSUES, 3.0)
    return sequence.line_weights(asked, MODEL, tissues, sequence.frames(asked)[0]).real


def test_a_slice_gives_about_the_signal_of_its_nominal_thickness() -> None:
    slab, slices = weights(acquisition_type="3D"), weights()
    centre = slab.shape[1] // 2
    np.testing.assert_allclose(slices[:, centre], slab[:, centre], rtol=0.15)

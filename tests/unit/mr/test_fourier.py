import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.mr.fourier import decode, encode, zero_filled
from telescan.mr.phantom import SpherePhantom
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.slice_object import FineGrid, fine_grid

sizes = st.sampled_from([32, 33, 48, 64, 75])


def grid_of(matrix_phase: int, matrix_frequency: int) -> FineGrid:
    prescription = Prescription(
        sequence=Sequence.SPIN_ECHO,
        repetition_time_ms=500,
        echo_time_ms=10,
        matrix_phase=matrix_phase,
        matrix_frequency=matrix_frequency,
    )
    return fine_grid(prescription, SpherePhantom())


@given(lines=sizes, samples=sizes)
def test_a_smooth_object_comes_back_on_the_coarser_grid(lines: int, samples: int) -> None:
    grid = grid_of(lines, samples)
    blob = np.exp(-(grid.phase_mm[:, None] ** 2 + grid.frequency_mm[None, :] ** 2) / 2 / 15**2)
    kspace = encode(blob.astype(np.complex64), grid)
    assert kspace.shape == (lines, samples)
    phase_mm = (np.arange(lines) - lines // 2) * 230 / lines
    frequency_mm = (np.arange(samples) - samples // 2) * 230 / samples
    expected = np.exp(-(phase_mm[:, None] ** 2 + frequency_mm[None, :] ** 2) / 2 / 15**2)
    np.testing.assert_allclose(decode(kspace, (lines, samples)), expected, atol=2e-3)


@given(lines=sizes, samples=sizes, seed=st.integers(0, 99))
def test_decoding_keeps_energy(lines: int, samples: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    parts = rng.standard_normal((2, lines, samples))
    kspace = (parts[0] + 1j * parts[1]).astype(np.complex64)
    image = decode(kspace, (lines, samples))
    assert np.linalg.norm(image) == pytest.approx(np.linalg.norm(kspace), rel=1e-4)


@given(lines=sizes, samples=sizes, more=st.integers(0, 40))
def test_zero_filling_keeps_the_centre_in_the_centre(lines: int, samples: int, more: int) -> None:
    kspace = np.zeros((lines, samples), dtype=np.complex64)
    kspace[lines // 2, samples // 2] = 1
    shape = (lines + more, samples + 2 * more)
    filled = zero_filled(kspace, shape)
    assert filled.shape == shape
    assert filled[shape[0] // 2, shape[1] // 2] == 1

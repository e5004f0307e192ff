"""NIfTI-1 files as dcm2niix writes them: uncompressed, little endian, with an sform."""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_DTYPES = {4: "<i2", 16: "<f4", 512: "<u2"}


@dataclass(frozen=True)
class Nifti:
    """Voxels and where they lie."""

    voxels: NDArray[np.float64]
    """(i, j, k) or (i, j, k, volume), scaled."""
    affine: NDArray[np.float64]
    """From (i, j, k, 1) to (R, A, S, 1) in mm."""


def read_nifti(path: Path) -> Nifti:
    content = path.read_bytes()
    size, *_ = struct.unpack_from("<i", content, 0)
    assert size == 348
    axes, *shape = struct.unpack_from("<8h", content, 40)
    (kind,) = struct.unpack_from("<h", content, 70)
    (offset,) = struct.unpack_from("<f", content, 108)
    slope, intercept = struct.unpack_from("<2f", content, 112)
    (sform,) = struct.unpack_from("<h", content, 254)
    assert sform > 0
    affine = np.eye(4)
    affine[:3] = np.reshape(struct.unpack_from("<12f", content, 280), (3, 4))
    wanted = tuple(shape[:axes])
    flat = np.frombuffer(content, _DTYPES[kind], int(np.prod(wanted)), int(offset))
    return Nifti(flat.reshape(wanted, order="F") * (slope or 1.0) + intercept, affine)

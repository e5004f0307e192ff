"""Make the head phantom that ships in the package, from the ICBM 152 average brain.

Run once, in an environment of its own that has nibabel and the nilearn wheel (which carries the
templates); nothing here is needed at run time:

    python tools/make_head_phantom.py TEMPLATES OUT.npz

Gray and white matter come from the templates. Skull, scalp, eyes, face and neck are synthesised as
signed distances from smooth shapes. Everything is symmetric about the midline, as the templates
are, so the half with x >= 0 is kept. Coordinates are MNI (R, A, S) in mm; in the file they count
from the scanner's isocentre.
"""

import sys
from pathlib import Path

import nibabel
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Field = NDArray[np.float32]

ISOCENTRE_MNI = np.array([0.0, -18.0, 8.0])
"""The middle of the brain lies at the isocentre."""

SHAPE_MM = 2.0
"""Grid of the signed distances, which are smooth."""
DISTANCE_UNIT_MM = 0.25
LIKELIHOOD_LEVELS = 31


class Shapes:
    """Signed distances (mm, negative inside) to simple bodies on one grid of MNI coordinates."""

    def __init__(self, x: Field, y: Field, z: Field) -> None:
        self.x, self.y, self.z = x[None, None, :], y[None, :, None], z[:, None, None]

    def ellipsoid(self, centre: tuple[float, ...], radii: tuple[float, ...]) -> Field:
        """Return an ellipsoid, mirrored at the midline."""
        (cx, cy, cz), (rx, ry, rz) = centre, radii
        u, v, w = (self.x - cx) / rx, (self.y - cy) / ry, (self.z - cz) / rz
        k0 = np.sqrt(u**2 + v**2 + w**2)
        k1 = np.sqrt((u / rx) ** 2 + (v / ry) ** 2 + (w / rz) ** 2)
        return k0 * (k0 - 1) / np.maximum(k1, 1e-6)

    def tube(
        self, start: tuple[float, ...], end: tuple[float, ...], wide: float, deep: float
    ) -> Field:
        """Return an elliptic tube between two points, ``wide`` along x and ``deep`` along y."""
        share = np.clip((self.z - start[2]) / (end[2] - start[2]), 0, 1)
        cx = start[0] + share * (end[0] - start[0])
        cy = start[1] + share * (end[1] - start[1])
        radial = np.sqrt(((self.x - cx) / wide) ** 2 + ((self.y - cy) / deep) ** 2)
        beyond = np.maximum(min(start[2], end[2]) - self.z, self.z - max(start[2], end[2]))
        return np.maximum((radial - 1) * min(wide, deep), beyond)


def blend(*distances: Field, radius: float) -> Field:
    """Join bodies with rounded seams."""
    joined = distances[0]
    for other in distances[1:]:
        h = np.clip(0.5 + 0.5 * (other - joined) / radius, 0, 1)
        joined = other * (1 - h) + joined * h - radius * h * (1 - h)
    return joined


def signed_distance(inside: NDArray[np.bool_]) -> Field:
    """Return the distance of each voxel (1 mm) to the surface of a mask."""
    outwards = ndimage.distance_transform_edt(~inside)
    inwards = ndimage.distance_transform_edt(inside)
    return (outwards - inwards).astype(np.float32)


def load(folder: Path, kind: str) -> Field:
    """Load one template, axes (z, y, x) in MNI."""
    (path,) = folder.glob(f"*icbm152_{kind}_*.nii.gz")
    data = np.asarray(nibabel.load(path).dataobj, dtype=np.float32)
    return np.ascontiguousarray(data.transpose(2, 1, 0))


def brain_fields(folder: Path) -> tuple[Field, Field, NDArray[np.bool_]]:
    """Return likelihoods of gray and of white matter and the mask of the brain."""
    gray, white, t1 = (load(folder, kind) for kind in ("gm", "wm", "t1"))
    return gray / 255, white / 255, t1 > 0


def dura_distance(brain: NDArray[np.bool_]) -> Field:
    """Return the distance to the inner table of the skull: the unfolded brain and fluid."""
    padded = np.pad(brain, 24)
    closed = signed_distance(padded) - 12 < 0
    filled = signed_distance(closed) + 12
    smooth = ndimage.gaussian_filter(filled, 2.0) - 2.0
    return smooth.astype(np.float32)


def resample(field: Field, origin: NDArray[np.float64], axes: tuple[Field, Field, Field]) -> Field:
    """Sample a 1 mm field with axes (z, y, x) at MNI coordinates, holding its edge outside."""
    zyx = np.meshgrid(
        *(axis - start for axis, start in zip(axes, origin, strict=True)), indexing="ij"
    )
    inside = ndimage.map_coordinates(field, zyx, order=1, mode="nearest")
    beyond = sum(
        np.maximum(0, np.maximum(-c, c - (n - 1))) ** 2
        for c, n in zip(zyx, field.shape, strict=True)
    )
    return inside + np.sqrt(beyond)


def head_shapes(dura: Field, shapes: Shapes) -> dict[str, Field]:
    """Return the signed distance of each part of the head."""
    e, tube = shapes.ellipsoid, shapes.tube
    canal = tube((0, -44, -66), (0, -52, -170), 9.0, 8.0)
    cranium = blend(dura, canal, radius=6.0)
    vault = dura - 13.0
    face = e((0, 34, -62), (64, 62, 60))
    jaw = e((0, 44, -102), (50, 50, 34))
    nose = e((0, 98, -58), (13, 15, 22))
    neck = tube((0, -22, -50), (0, -36, -170), 60.0, 62.0)
    ears = e((82, -22, -38), (6, 15, 27))
    skin = blend(vault, face, jaw, neck, radius=22.0)
    skin = blend(skin, nose, ears, radius=8.0)
    tongue = e((0, 46, -92), (24, 32, 22))
    temporal = e((60, 22, -26), (17, 36, 42))
    masseter = e((50, 26, -84), (10, 20, 30))
    nape = np.maximum(skin + 9.0, shapes.z + 52.0)
    muscle = np.minimum(np.minimum(tongue, temporal), np.minimum(masseter, nape))
    air = np.minimum.reduce(
        [
            e((28, 50, -64), (13, 15, 16)),
            e((9, 79, -22), (9, 6, 10)),
            e((7, 20, -43), (9, 11, 9)),
            e((9, 52, -42), (6, 17, 11)),
            e((8, 58, -66), (5, 26, 13)),
            e((52, -30, -48), (8, 11, 13)),
            tube((0, 2, -58), (0, 0, -170), 11.0, 7.0),
        ]
    )
    vertebrae = np.minimum.reduce(
        [e((0, -24 - 1.0 * k, -80 - 18 * k), (11, 9, 7.5)) for k in range(5)]
    )
    globe = e((32, 62, -36), (12.2, 12.2, 12.2))
    orbit = e((29, 50, -36), (17, 26, 17))
    return {
        "skin": skin,
        "dura": cranium,
        "muscle": muscle,
        "air": air,
        "vertebra": vertebrae,
        "globe": globe,
        "orbit": orbit,
    }


def main() -> None:
    """Write the phantom."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    gray, white, brain = brain_fields(folder)
    x = np.arange(0, 97, SHAPE_MM, dtype=np.float32)
    y = np.arange(-128, 125, SHAPE_MM, dtype=np.float32)
    z = np.arange(-158, 107, SHAPE_MM, dtype=np.float32)
    template_origin = np.array([-72.0, -134.0, -98.0])
    dura = resample(dura_distance(brain), template_origin - 24, (z, y, x))
    fields = head_shapes(dura, Shapes(x, y, z))
    packed = {
        f"distance_{name}": np.clip(np.round(field / DISTANCE_UNIT_MM), -127, 127).astype(np.int8)
        for name, field in fields.items()
    }
    midline = 98
    for name, likelihood in (("gray", gray), ("white", white)):
        half = likelihood[:, :, midline:]
        packed[f"likelihood_{name}"] = np.round(half[:, 20:216, :80] * LIKELIHOOD_LEVELS).astype(
            np.uint8
        )
    packed["shape_origin_mm"] = np.array([z[0], y[0], x[0]]) - ISOCENTRE_MNI[::-1]
    packed["brain_origin_mm"] = np.array([-72.0, -114.0, 0.0]) - ISOCENTRE_MNI[::-1]
    np.savez_compressed(out, **packed)
    print(f"{out}: {out.stat().st_size / 1e6:.2f} MB")  # noqa: T201


if __name__ == "__main__":
    main()

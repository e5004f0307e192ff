"""Make the head phantom that ships in the package, from the ICBM 152 average brain.

Run once, in an environment of its own that has nibabel, SciPy and the nilearn wheel (which carries
the templates); nothing here is needed at run time:

    python tools/make_head_phantom.py TEMPLATES OUT.npz

The brain is the T1-weighted template, sharpened, on a scale from fluid over gray to white matter.
Skull, scalp, eyes, face and neck are synthesised as signed distances from smooth shapes. Everything
is symmetric about the midline, as the templates are, so the half with x >= 0 is kept. Coordinates
are MNI (R, A, S) in mm; in the file they count from the scanner's isocentre.
"""

import sys
from pathlib import Path

import nibabel
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Field = NDArray[np.float32]
Point = tuple[float, float, float]

ISOCENTRE_MNI = np.array([0.0, -18.0, 8.0])
"""The middle of the brain lies at the isocentre."""

TEMPLATE_ORIGIN_MNI = (-98, -134, -72)
SHAPE_MM = 2.0
"""Grid of the signed distances, which are smooth."""
DISTANCE_UNIT_MM = 0.25

FLUID, WHITE = 80.0, 222.0
"""Template intensities of fluid and of white matter: the ends of the brain's scale."""
BRAIN_LEVELS = 63
DEBLUR = 1.6
"""Share of the difference from a smoothed template that is added: the average of 152 is blurred."""


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


def brain_scale(t1: Field) -> Field:
    """Return the brain on a scale from fluid (0) to white matter (1)."""
    filled = np.where(t1 > 0, t1, FLUID)
    sharp = filled + DEBLUR * (filled - ndimage.gaussian_filter(filled, 1.5))
    return np.clip((sharp - FLUID) / (WHITE - FLUID), 0, 1)


def dura_distance(tissue: Field) -> Field:
    """Return the distance to the inner table of the skull: the unfolded brain and fluid.

    ``tissue`` is the likelihood of gray or white matter; the large sinuses stay outside.
    """
    labels, _ = ndimage.label(tissue > 0.4)
    brain = labels == np.bincount(labels.ravel())[1:].argmax() + 1
    padded = np.pad(brain, 30)
    closed = signed_distance(padded) - 14 < 0
    filled = signed_distance(closed) + 14
    return ndimage.gaussian_filter(filled, 1.5) - 0.8


def resample(field: Field, origin: Point, axes: tuple[Field, Field, Field]) -> Field:
    """Sample a 1 mm distance at MNI coordinates (z, y, x); outside its grid it goes on growing."""
    starts = origin[::-1]
    zyx = np.meshgrid(
        *(axis - start for axis, start in zip(axes, starts, strict=True)), indexing="ij"
    )
    inside = ndimage.map_coordinates(field, zyx, order=1, mode="nearest")
    beyond = sum(
        np.maximum(0, np.maximum(-c, c - (n - 1))) ** 2
        for c, n in zip(zyx, field.shape, strict=True)
    )
    return inside + np.sqrt(beyond)


def surfaces(dura: Field, shapes: Shapes) -> dict[str, Field]:
    """Return the layers around the brain: dura with the spinal canal, skull, skin."""
    e, tube = shapes.ellipsoid, shapes.tube
    even = ndimage.gaussian_filter(dura, 3.0)
    canal = tube((0, -45.5, -66), (0, -54, -175), 10.0, 8.5)
    skull = np.minimum(even - 7.5, dura - 4.0)
    vault = ndimage.gaussian_filter(dura, 4.0) - 13.5
    face = e((0, 36, -62), (62, 58, 58))
    jaw = e((0, 46, -106), (46, 47, 30))
    neck = tube((0, -26, -50), (0, -42, -175), 58.0, 58.0)
    skin = blend(blend(vault, face, radius=10.0), jaw, neck, radius=22.0)
    nose = blend(e((0, 98, -62), (11, 17, 12)), e((0, 92, -46), (7, 8, 18)), radius=8.0)
    lips = e((0, 88, -90), (20, 9, 9))
    ears = e((79, -24, -36), (5, 15, 27))
    skin = blend(skin, nose, lips, ears, radius=9.0)
    skull = blend(skull, frontal_sinus(shapes) - 2.5, radius=5.0)
    return {"skin": skin, "skull": skull, "dura": blend(dura, canal, radius=6.0)}


def frontal_sinus(shapes: Shapes) -> Field:
    """Return the air in the forehead's bone."""
    return shapes.ellipsoid((9, 74.0, -20), (8, 2.8, 8))


def parts(skin: Field, shapes: Shapes) -> dict[str, Field]:
    """Return the parts of face and neck."""
    e, tube = shapes.ellipsoid, shapes.tube
    deep = np.maximum(skin + 8.0, shapes.z + 42.0 + 0.2 * (shapes.y + 20.0))
    fascia = np.minimum(abs(skin + 19.0), abs(skin + 32.0))
    midline = abs(shapes.x) + 0 * shapes.y + 0 * shapes.z
    fascia = np.minimum(fascia, np.where(shapes.y < -52, midline, 99.0))
    cheeks = np.minimum(e((38, 52, -74), (12, 18, 14)), e((22, -2, -78), (9, 12, 24)))
    nape = np.maximum.reduce([deep, 1.0 - fascia, -cheeks])
    muscle = [
        e((0, 48, -96), (22, 30, 17)),
        e((64, 24, -24), (9, 30, 34)),
        e((50, 26, -84), (8, 18, 28)),
        e((30, 16, -72), (9, 14, 20)),
        e((0, 86, -90), (20, 5, 7)),
        e((44, -2, -110), (11, 13, 46)),
        nape,
    ]
    orbital = [
        rod(shapes, (31, 50, -36), (15, 22, -34), 2.7),
        rod(shapes, (44, 58, -36), (21, 24, -35), 2.6),
        rod(shapes, (20, 60, -36), (14, 24, -34), 2.6),
        rod(shapes, (31, 60, -24), (17, 24, -31), 2.6),
        rod(shapes, (31, 60, -48), (17, 24, -38), 2.6),
    ]
    air = [
        e((29, 54, -66), (12, 14, 15)),
        frontal_sinus(shapes),
        e((8, 24, -44), (8, 11, 9)),
        e((7, 54, -42), (4.5, 16, 10)),
        e((6, 56, -68), (3.2, 28, 11)),
        e((50, -32, -48), (7, 9, 12)),
        tube((0, 6, -64), (0, -8, -175), 10.0, 6.0),
        e((69, -16, -40), (16, 3.0, 3.0)),
    ]
    vertebrae = [e((0, -29.5 - 1.4 * k, -94 - 19 * k), (11, 8.5, 7.5)) for k in range(5)]
    marrow = [
        *vertebrae,
        rod(shapes, (0, -28, -74), (0, -29, -92), 5.0),
        rod(shapes, (0, -8, -42), (0, -20, -62), 4.0),
        rod(shapes, (44, 8, -68), (47, 14, -104), 4.0),
        rod(shapes, (47, 14, -106), (16, 76, -112), 4.0),
        rod(shapes, (16, 76, -112), (0, 80, -112), 5.0),
        e((22, 62, -84), (16, 18, 3.5)),
        rod(shapes, (46, 64, -54), (60, 30, -48), 3.0),
    ]
    return {
        "muscle": np.minimum.reduce(muscle),
        "orbital": np.minimum.reduce(orbital),
        "air": np.minimum.reduce(air),
        "mucosa": np.minimum.reduce([*air, e((0, 54, -60), (15, 30, 22))]) - 1.2,
        "marrow": np.minimum.reduce(marrow),
        "globe": e((32, 64, -36), (12.2, 12.2, 12.2)),
        "orbit": e((29, 50, -36), (17, 27, 17)),
        "cord": tube((0, -45.5, -62), (0, -54, -175), 5.8, 5.0),
    }


def rod(shapes: Shapes, start: Point, end: Point, radius: float) -> Field:
    """Return a round rod between two points."""
    a, ab = np.array(start), np.subtract(end, start)
    along = (shapes.x - a[0]) * ab[0] + (shapes.y - a[1]) * ab[1] + (shapes.z - a[2]) * ab[2]
    share = np.clip(along / (ab @ ab), 0, 1)
    away = [c - a[i] - share * ab[i] for i, c in enumerate((shapes.x, shapes.y, shapes.z))]
    return np.sqrt(sum(component**2 for component in away)) - radius


def main() -> None:
    """Write the phantom."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    gray, white, t1 = (load(folder, kind) for kind in ("gm", "wm", "t1"))
    x = np.arange(0, 93, SHAPE_MM, dtype=np.float32)
    y = np.arange(-128, 125, SHAPE_MM, dtype=np.float32)
    z = np.arange(-158, 107, SHAPE_MM, dtype=np.float32)
    padded_origin = tuple(start - 30 for start in TEMPLATE_ORIGIN_MNI)
    dura = resample(dura_distance((gray + white) / 255), padded_origin, (z, y, x))
    shapes = Shapes(x, y, z)
    fields = surfaces(dura, shapes)
    fields |= parts(fields["skin"], shapes)
    packed = {
        f"distance_{name}": np.clip(np.round(field / DISTANCE_UNIT_MM), -127, 127).astype(np.int8)
        for name, field in fields.items()
    }
    scale = brain_scale(t1)[0:162, 20:216, 98:178]
    packed["scale_brain"] = np.round(scale * BRAIN_LEVELS).astype(np.uint8)
    packed["shape_origin_mm"] = np.array([z[0], y[0], x[0]]) - ISOCENTRE_MNI[::-1]
    packed["brain_origin_mm"] = np.array([-72.0, -114.0, 0.0]) - ISOCENTRE_MNI[::-1]
    np.savez_compressed(out, **packed)
    print(f"{out}: {out.stat().st_size / 1e6:.2f} MB")  # noqa: T201


if __name__ == "__main__":
    main()

"""Directions of diffusion gradients, spread over the sphere as far from each other as they can be.

Each direction and its opposite repel the others like charges (Jones, Horsfield, Simmons, MRM
1999;42:515). Three are the patient's axes, which is what scanners use for trace images. The others
are relaxed from a spiral over half the sphere, always in the same way, so that a number of
directions is one fixed table.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from telescan.mr.geometry import Vector

_ITERATIONS = 400


@cache
def directions(count: int) -> tuple[Vector, ...]:
    """Return ``count`` unit vectors in patient coordinates; the first is near L."""
    if count <= 3:
        return ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))[:count]
    vectors = _spiral(count)
    pace = 1.0 / count
    energy, force = _repulsion(vectors)
    for _ in range(_ITERATIONS):
        sideways = force - (force * vectors).sum(axis=1, keepdims=True) * vectors
        moved = vectors + pace * sideways / np.abs(sideways).max()
        moved /= np.linalg.norm(moved, axis=1, keepdims=True)
        moved_energy, moved_force = _repulsion(moved)
        if moved_energy < energy:
            vectors, energy, force, pace = moved, moved_energy, moved_force, pace * 1.1
        else:
            pace /= 2
    return tuple((float(x), float(y), float(z)) for x, y, z in np.round(vectors, 6))


def _spiral(count: int) -> NDArray[np.float64]:
    """Return a golden spiral over half the sphere."""
    index = np.arange(count)
    height = (index + 0.5) / count
    angle = index * np.pi * (3 - np.sqrt(5))
    across = np.sqrt(1 - height**2)
    return np.stack([across * np.cos(angle), across * np.sin(angle), height], axis=1)


def _repulsion(vectors: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """Return the energy of charges at both ends of each vector, and the force on each."""
    apart = vectors[:, None] - vectors[None]
    together = vectors[:, None] + vectors[None]
    near = np.linalg.norm(apart, axis=-1)
    far = np.linalg.norm(together, axis=-1)
    np.fill_diagonal(near, np.inf)
    np.fill_diagonal(far, np.inf)
    force = (apart / near[..., None] ** 3 + together / far[..., None] ** 3).sum(axis=1)
    return float((1 / near + 1 / far).sum()), force

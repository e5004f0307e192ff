"""Digital phantoms: what lies on the table, as tissue fractions at any points.

A head may have lesions: ``head+infarct``, ``head+ms-plaques+microbleeds``.
"""

from collections.abc import Callable
from functools import cache

from telescan.mr.phantom.acr import AcrPhantom
from telescan.mr.phantom.head import HeadPhantom
from telescan.mr.phantom.interface import Phantom
from telescan.mr.phantom.lesion import Lesion
from telescan.mr.phantom.sphere import SpherePhantom

__all__ = [
    "PHANTOMS",
    "AcrPhantom",
    "HeadPhantom",
    "Lesion",
    "Phantom",
    "SpherePhantom",
    "phantom_named",
]

PHANTOMS: dict[str, Callable[[], Phantom]] = {
    "acr": AcrPhantom,
    "head": HeadPhantom,
    "sphere": SpherePhantom,
}
"""Phantoms by name, without lesions."""


def phantom_named(name: str) -> Phantom:
    """Return a phantom, loaded once. Raises ValueError naming those there are."""
    base, *lesions = name.split("+")
    if base not in PHANTOMS or (lesions and base != "head") or set(lesions) - set(Lesion):
        message = (
            f"phantom: expected one of {', '.join(sorted(PHANTOMS))}, the head also with lesions "
            f"as in head+infarct, of {', '.join(Lesion)}; got {name!r}"
        )
        raise ValueError(message)
    return _loaded(base, frozenset(Lesion(lesion) for lesion in lesions))


@cache
def _loaded(base: str, lesions: frozenset[Lesion]) -> Phantom:
    return HeadPhantom(lesions) if lesions else PHANTOMS[base]()

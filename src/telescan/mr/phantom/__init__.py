"""Digital phantoms: what lies on the table, as tissue fractions on any plane."""

from collections.abc import Callable
from functools import cache

from telescan.mr.phantom.acr import AcrPhantom
from telescan.mr.phantom.head import HeadPhantom
from telescan.mr.phantom.interface import Phantom
from telescan.mr.phantom.sphere import SpherePhantom

__all__ = ["PHANTOMS", "AcrPhantom", "HeadPhantom", "Phantom", "SpherePhantom", "phantom_named"]

PHANTOMS: dict[str, Callable[[], Phantom]] = {
    "acr": AcrPhantom,
    "head": HeadPhantom,
    "sphere": SpherePhantom,
}
"""Phantoms by name."""


@cache
def phantom_named(name: str) -> Phantom:
    """Return a phantom, loaded once. Raises ValueError naming those there are."""
    if name not in PHANTOMS:
        message = f"phantom: expected one of {', '.join(sorted(PHANTOMS))}, got {name!r}"
        raise ValueError(message)
    return PHANTOMS[name]()

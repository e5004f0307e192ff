"""Artefacts that the images of the phantom let one suspect, slice by slice.

They have no limits of the ACR's: they name a fault of the scanner that no measurement names. Ghosts
have a measurement of their own.
"""

from collections.abc import Callable

from telescan.quality.artefacts import (
    spike,
    spike_strength,
    wrap,
    wrap_share,
    zipper,
    zipper_strength,
)
from telescan.quality.phantom import acr
from telescan.quality.phantom.images import Image, PhantomImages
from telescan.quality.phantom.locate import FoundPhantom
from telescan.quality.phantom.result import Artefact, SuspectedArtefact

_GRID_SLICE = 5
"""Its grid is as regular as a spike's stripes."""


def suspected_artefacts(phantom: FoundPhantom) -> tuple[SuspectedArtefact, ...]:
    """Return the artefacts that are seen, and the numbers of the slices that show them."""
    images = phantom.images
    numbered = [
        (number, images.pixels[index])
        for number in range(1, acr.SLICES + 1)
        if (index := phantom.index(number)) is not None
    ]
    found = (
        SuspectedArtefact(
            artefact=artefact,
            slices=tuple(number for number, image in numbered if shown(number, image)),
        )
        for artefact, shown in _detectors(images.phase_axis).items()
    )
    return tuple(one for one in found if one.slices)


def wrap_around(images: PhantomImages) -> bool:
    """Tell whether most images reach across the border along phase; then no phantom is found."""
    axis = images.phase_axis
    if axis is None:
        return False
    wrapped = [wrap_share(image, axis) > wrap.SEEN for image in images.pixels]
    return sum(wrapped) > len(wrapped) / 2


def _detectors(phase_axis: int | None) -> dict[Artefact, Callable[[int, Image], bool]]:
    """Return what tells of a slice's number and image whether they show an artefact.

    Without a phase axis the headers leave open where to look for what lies along it.
    """
    detectors: dict[Artefact, Callable[[int, Image], bool]] = {
        Artefact.SPIKES: lambda number, image: (
            number != _GRID_SLICE and spike_strength(image) > spike.SEEN
        )
    }
    if phase_axis is not None:
        axis = phase_axis
        detectors[Artefact.RF_INTERFERENCE] = lambda _, image: (
            (zipper_strength(image, axis) or 0.0) > zipper.SEEN
        )
        detectors[Artefact.WRAP_AROUND] = lambda _, image: wrap_share(image, axis) > wrap.SEEN
    return detectors

"""Artefacts that no phantom measurement names: one detector per file.

Each takes one magnitude image, and where it matters the axis along which phase is encoded. From the
file's ``SEEN`` on, what it returns is the artefact.
"""

from telescan.quality.artefacts.spike import spike_strength
from telescan.quality.artefacts.wrap import wrap_share
from telescan.quality.artefacts.zipper import zipper_strength

__all__ = ["spike_strength", "wrap_share", "zipper_strength"]

"""Reconstruction: from k-space to the image that leaves the scanner, one method per file."""

from telescan.mr.reconstruction.display import (
    image_coil_maps,
    image_points,
    reconstruct,
    reconstruct_for_display,
)
from telescan.mr.reconstruction.intensity import evened

__all__ = ["evened", "image_coil_maps", "image_points", "reconstruct", "reconstruct_for_display"]

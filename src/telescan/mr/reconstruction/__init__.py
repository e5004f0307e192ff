"""Reconstruction: from k-space to the image that leaves the scanner, one method per file."""

from telescan.mr.reconstruction.display import (
    image_coil_maps,
    image_points,
    reconstruct,
    reconstruct_for_display,
)

__all__ = ["image_coil_maps", "image_points", "reconstruct", "reconstruct_for_display"]

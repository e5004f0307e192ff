"""The contrast vial beside slices 1 to 4: a thick tube of more strongly doped water."""

from telescan.mr.phantom.acr.shapes import Samples, Share, Z, cylinder, overlap

CENTRE_MM = (-45.2, -44.8)
OUTER_RADIUS_MM, INNER_RADIUS_MM = 19.05, 12.7
OUTER_Z_MM, INNER_Z_MM = (-80.2, -13.8), (-80.2, -20.2)


def tube(samples: Samples) -> Share:
    """Return the share of tube and filling together."""
    share: Share = cylinder(samples, CENTRE_MM, OUTER_RADIUS_MM) * overlap(
        samples.z, samples.length_mm(Z), OUTER_Z_MM
    )
    return share


def filling(samples: Samples) -> Share:
    """Return the share of the filling."""
    share: Share = cylinder(samples, CENTRE_MM, INNER_RADIUS_MM) * overlap(
        samples.z, samples.length_mm(Z), INNER_Z_MM
    )
    return share

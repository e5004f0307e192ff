"""The ACR large phantom as it is made; lengths in mm in the phantom's own frame.

In an image of the phantom as it is meant to lie, u goes to the right and v down, from the centre of
the cylinder. Diameter, length, slice positions, wedges, ramps and hole sizes are those of the
American College of Radiology's "Large and Medium Phantom Test Guidance for the ACR MRI
Accreditation Program". Where the inserts lie in the plane is not published: it was
measured on images of five phantoms in GE, Philips and Siemens scanners, which agree within 2 mm.
"""

DIAMETER_MM = 190.0
LENGTH_MM = 148.0
SLICES = 11
SLICE_SPACING_MM = 10.0
"""Between the slices that ACR prescribes; slice 1 is 100 mm from slice 11."""

BAR_HALF_LENGTH_MM = 89.0
BAR_HALF_WIDTH_MM = 5.3
"""Of the slice thickness insert, a dark bar across the middle with two ramps in it."""
RAMP_OFFSETS_MM = (-2.4, 2.4)
"""The middles of the two ramps from the middle of the bar, along v."""
RAMP_SLOPE = 10.0
"""Length of a ramp's image over the thickness of the slice."""

WEDGE_HALF_WIDTH_MM = 5.8
"""Of the two crossed 45 degree wedges together: a pair of dark bars from the top edge down."""
WEDGE_MIDDLES_MM = (-2.9, 2.9)
"""Of the left and the right bar, along u."""
WEDGE_END_MM = -62.0
"""Lower end of both bars along v where slices 1 and 11 are where they should be."""

RESOLUTION_BOX_MM = (-58.0, 56.0, 19.5, 57.5)
"""Dark block of the resolution insert: from and to along u, from and to along v."""
HOLE_ARRAYS_MM = {
    1.1: ((-18.8, 34.6), (-12.0, 41.5)),
    1.0: ((4.4, 34.8), (10.9, 41.5)),
    0.9: ((27.8, 35.0), (33.7, 41.0)),
}
"""By hole diameter: middle of the upper left array (resolved along rows) and of the lower right one
(resolved along columns), each four by four holes two diameters apart."""

TUBE_MM = (-46.0, -46.0, 12.5, 19.0)
"""Ring at the upper left of slices 1 to 4: its middle, inner and outer radius."""

LOW_CONTRAST_MIDDLE_MM = (0.0, 7.5)
SPOKE_DIAMETERS_MM = (7.0, 6.39, 5.78, 5.17, 4.56, 3.94, 3.33, 2.72, 2.11, 1.5)
"""Ten spokes clockwise from the top, each of three discs of one diameter."""
DISC_DISTANCES_MM = (12.75, 25.5, 38.25)
SPOKE_STEP_DEG = 36.0
SPOKE_TURN_DEG = {8: 0.0, 9: 9.0, 10: 18.0, 11: 27.0}
"""By slice: how far clockwise from the top the first spoke is."""

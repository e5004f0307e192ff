"""MR imaging, pure: prescriptions, hardware and limits, tissue, phantoms, signal, k-space, images.

Arrays have one axis order in the whole project: ``(coil, slice, phase, frequency)``, with time or
contrast first where there is one. Lengths are mm, times ms, bandwidths Hz, angles degrees, fields
tesla; the unit stands in the name. No input or output, no clock; random numbers come from a
generator that is passed in.
"""

"""What a sequence plays: RF, gradients and readouts over time, of one shot after the other.

The axes are logical, in the order (read, phase, slice). Times are in ms on a raster of 10 µs,
gradients in mT/m, areas in mT/m ms.
"""

"""Image quality, measured; what could not be measured is said to be not measured."""

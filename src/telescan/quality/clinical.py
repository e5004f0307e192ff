"""What is measured on the images of a person, where nothing of known size or signal is in view."""

from collections.abc import Sequence

from pydicom import Dataset

from telescan.quality.image_stack import ImageStack, stack_of
from telescan.quality.results import Measurement, NotMeasured
from telescan.quality.snr import NAME as SNR
from telescan.quality.snr import measure_snr

MEASURED_IMAGES = 9
"""The middle images of a series are measured; the outer ones often miss the object."""


def middle_of[ItemT](instances: Sequence[ItemT]) -> Sequence[ItemT]:
    """Return those instances of a series, in slice order, that are to be measured."""
    first = max(0, (len(instances) - MEASURED_IMAGES) // 2)
    return instances[first : first + MEASURED_IMAGES]


def measure(images: Sequence[Dataset]) -> tuple[Measurement, ...]:
    """Measure the images of one series; what cannot be measured says why."""
    stack = stack_of(images)
    if not isinstance(stack, ImageStack):
        return not_measured(stack)
    return (
        measure_snr(
            stack.pixels,
            phase_axis=stack.phase_axis,
            intensity_corrected=stack.intensity_corrected,
        ),
    )


def not_measured(reason: NotMeasured) -> tuple[Measurement, ...]:
    """Return that nothing could be measured of a series, for this reason."""
    return (Measurement(name=SNR, value=None, unit="1", reason=reason),)

"""The faults there are, and how strong each is.

Strengths go from 0 (nothing) to 1 (gross); ``MEANING`` says what 1 is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """What may be wrong."""

    MOTION = "motion"
    BREATHING = "breathing"
    PULSATION = "pulsation"
    N_HALF_GHOST = "n-half-ghost"
    SPIKES = "spikes"
    RF_INTERFERENCE = "rf-interference"
    WRAP_AROUND = "wrap-around"
    GRADIENT_X = "gradient-x"
    GRADIENT_Y = "gradient-y"
    GRADIENT_Z = "gradient-z"
    GRADIENT_NONLINEARITY = "gradient-nonlinearity"
    POOR_SHIM = "poor-shim"
    DEAD_COIL_ELEMENT = "dead-coil-element"
    WRONG_CENTRE_FREQUENCY = "wrong-centre-frequency"
    LOW_SNR = "low-snr"


MEANING: Mapping[Fault, str] = {
    Fault.MOTION: "the head nods by 6° and slips by 5 mm, in steps",
    Fault.BREATHING: "the object rocks by 3 mm along P at 0.25 Hz",
    Fault.PULSATION: "blood and fluid vary by 60 % at 1.1 Hz",
    Fault.N_HALF_GHOST: "odd and even lines of an EPI differ by 90°",
    Fault.SPIKES: "one line in 20 has a sample as large as the centre of k-space",
    Fault.RF_INTERFERENCE: "a carrier 100 times as strong as noise stands in the band",
    Fault.WRAP_AROUND: "the object lies off centre by 40 % of the field of view along phase",
    Fault.GRADIENT_X: "the gradient towards L is 5 % too strong",
    Fault.GRADIENT_Y: "the gradient towards P is 5 % too strong",
    Fault.GRADIENT_Z: "the gradient towards H is 5 % too strong",
    Fault.GRADIENT_NONLINEARITY: "gradients fall by 8 % at 120 mm from the isocentre",
    Fault.POOR_SHIM: "the field varies by about 2 ppm over a head",
    Fault.DEAD_COIL_ELEMENT: "one coil element receives no signal",
    Fault.WRONG_CENTRE_FREQUENCY: "the centre frequency is that of fat, off by 3.4 ppm",
    Fault.LOW_SNR: "noise is five times too strong",
}
"""What strength 1 is."""


class FaultError(ValueError):
    """A fault or strength that does not exist; the message names those that do."""


@dataclass(frozen=True)
class Faults:
    """The faults of one scene. Raises FaultError for a strength outside 0 to 1."""

    strengths: Mapping[Fault, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for fault, strength in self.strengths.items():
            if not 0 <= strength <= 1:
                message = f"fault {fault}: expected a strength from 0 to 1, got {strength:g}"
                raise FaultError(message)

    def __hash__(self) -> int:
        return hash(frozenset(self.strengths.items()))

    def __getitem__(self, fault: Fault) -> float:
        """Return a fault's strength; 0 where it is not there."""
        return self.strengths.get(fault, 0.0)


NO_FAULTS = Faults()


def fault_of(text: str) -> tuple[Fault, float]:
    """Read ``NAME=STRENGTH``. Raises FaultError."""
    name, _, strength = text.partition("=")
    try:
        fault = Fault(name.strip())
    except ValueError:
        known = ", ".join(Fault)
        message = f"fault: expected NAME=STRENGTH with a name of {known}; got {text!r}"
        raise FaultError(message) from None
    try:
        value = float(strength)
    except ValueError:
        message = f"fault {fault}: expected a strength from 0 to 1, got {strength!r}"
        raise FaultError(message) from None
    return fault, Faults({fault: value})[fault]

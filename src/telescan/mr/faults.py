"""Faults of a scanner or a patient that can be injected into an acquisition, each with a strength.

Strengths go from 0 (nothing) to 1 (gross); what 1 means stands with each fault.
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


class FaultError(ValueError):
    """A fault or strength that does not exist; the message names those that do."""


@dataclass(frozen=True)
class Faults:
    """The faults of one setup. Raises FaultError for a strength outside 0 to 1."""

    strengths: Mapping[Fault, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for fault, strength in self.strengths.items():
            if not 0 <= strength <= 1:
                message = f"fault {fault}: expected a strength from 0 to 1, got {strength:g}"
                raise FaultError(message)

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
        return fault, float(strength)
    except ValueError:
        message = f"fault {fault}: expected a strength from 0 to 1, got {strength!r}"
        raise FaultError(message) from None

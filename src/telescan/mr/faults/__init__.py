"""Faults of a scanner or a patient that can be injected into an acquisition, each with a strength.

``fault`` names them; each other file holds what some of them do, and where: to the places that the
gradients reach, to the object while lines are acquired, or to the samples that are received. What
acts through a field or a coil stands with that field or coil.
"""

from telescan.mr.faults.fault import NO_FAULTS, Fault, FaultError, Faults, fault_of

__all__ = ["NO_FAULTS", "Fault", "FaultError", "Faults", "fault_of"]

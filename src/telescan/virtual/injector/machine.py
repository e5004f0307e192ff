"""A power injector: contrast, then saline, at set flows. Pure: times come in as seconds.

Pressure follows flow as in a tube (Hagen and Poiseuille): in proportion to flow and viscosity,
reached with the elasticity of the line.
"""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

CONTRAST_ML_PER_KG = 0.1
"""Of a 1 mol/l agent, for the usual 0.1 mmol/kg."""

_PRESSURE_KPA_PER_ML_S = {"contrast": 92.0, "saline": 34.0}
_RISE_S = 0.9


class InjectorPhase(StrEnum):
    """What the injector does."""

    READY = "ready"
    ARMED = "armed"
    CONTRAST = "contrast"
    SALINE = "saline"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Plan:
    """How much, how fast."""

    contrast_ml: float = 7.0
    contrast_ml_s: float = 2.0
    saline_ml: float = 20.0
    saline_ml_s: float = 2.0

    @property
    def contrast_s(self) -> float:
        """How long contrast flows."""
        return self.contrast_ml / self.contrast_ml_s

    @property
    def whole_s(self) -> float:
        """How long everything takes."""
        return self.contrast_s + self.saline_ml / self.saline_ml_s


@dataclass(frozen=True, slots=True)
class Reading:
    """What the display shows at one moment."""

    phase: InjectorPhase
    flow_ml_s: float
    contrast_ml: float
    saline_ml: float
    pressure_kpa: float
    remaining_s: float


@dataclass(frozen=True, slots=True)
class Injector:
    """The injector; each act returns it as it is after, unchanged where the act is not due."""

    plan: Plan = Plan()
    armed: bool = False
    began_s: float | None = None
    stopped_s: float | None = None

    def planned_for(self, weight_kg: float) -> "Injector":
        """Set the dose for a patient, unless it is armed or running."""
        if self.armed or self.began_s is not None:
            return self
        dose_ml = round(CONTRAST_ML_PER_KG * weight_kg, 1)
        return replace(self, plan=replace(self.plan, contrast_ml=dose_ml))

    def arm(self, now_s: float) -> "Injector":
        """Get ready to start, with full syringes."""
        return self if self.flows(now_s) else Injector(self.plan, armed=True)

    def start(self, now_s: float) -> "Injector":
        """Start, if armed."""
        return replace(self, armed=False, began_s=now_s) if self.armed else self

    def stop(self, now_s: float) -> "Injector":
        """Stop what flows, or disarm."""
        if self.flows(now_s):
            return replace(self, stopped_s=now_s)
        return replace(self, armed=False)

    def flows(self, now_s: float) -> bool:
        """Tell whether anything flows."""
        running = self.began_s is not None and self.stopped_s is None
        return running and now_s - (self.began_s or 0.0) < self.plan.whole_s

    def at(self, now_s: float) -> Reading:
        """Read the display."""
        if self.began_s is None:
            phase = InjectorPhase.ARMED if self.armed else InjectorPhase.READY
            return Reading(phase, 0.0, 0.0, 0.0, 0.0, self.plan.whole_s)
        gone_s = (now_s if self.stopped_s is None else self.stopped_s) - self.began_s
        contrast_s, whole_s = self.plan.contrast_s, self.plan.whole_s
        contrast_ml = min(gone_s, contrast_s) * self.plan.contrast_ml_s
        saline_ml = max(0.0, min(gone_s, whole_s) - contrast_s) * self.plan.saline_ml_s
        left_s = max(0.0, whole_s - gone_s)
        if self.stopped_s is not None or left_s == 0.0:
            phase = InjectorPhase.DONE if left_s == 0.0 else InjectorPhase.STOPPED
            return Reading(phase, 0.0, contrast_ml, saline_ml, 0.0, left_s)
        first = gone_s < contrast_s
        return Reading(
            InjectorPhase.CONTRAST if first else InjectorPhase.SALINE,
            self.plan.contrast_ml_s if first else self.plan.saline_ml_s,
            contrast_ml,
            saline_ml,
            self.pressure_kpa(gone_s),
            left_s,
        )

    def pressure_kpa(self, gone_s: float) -> float:
        """Return the pressure so long after the start of an injection that runs."""
        plan = self.plan
        contrast = plan.contrast_ml_s * _PRESSURE_KPA_PER_ML_S["contrast"]
        if gone_s < plan.contrast_s:
            return contrast * (1 - math.exp(-gone_s / _RISE_S))
        reached = contrast * (1 - math.exp(-plan.contrast_s / _RISE_S))
        saline = plan.saline_ml_s * _PRESSURE_KPA_PER_ML_S["saline"]
        return saline + (reached - saline) * math.exp(-(gone_s - plan.contrast_s) / _RISE_S)

"""Input of all of a scanner's sources: one guard, and where each source's keys and pointer go."""

from collections.abc import Callable

from telescan.console.held_input import RfbInput
from telescan.console.input_age import AgeLimits, InputAge, Verdict
from telescan.console.input_guard import InputGuard, Refusal
from telescan.console.messages import ReleaseInput, ViewerInput
from telescan.console.rights import DrivingRight

type Sink = Callable[[list[RfbInput]], None]


class ScannerInput:
    """What the streams of one scanner share, so that one hand at most is on it."""

    def __init__(self, rights: DrivingRight, age_limits: AgeLimits | None = None) -> None:
        self.guard = InputGuard(rights)
        self._rights = rights
        self._age = InputAge(age_limits or AgeLimits())
        self._sinks: dict[str, Sink] = {}

    def attach(self, source_id: str, sink: Sink) -> None:
        """Send a source's input there."""
        self._sinks[source_id] = sink

    def offer(
        self,
        viewer_id: str,
        person_id: str,
        message: ViewerInput,
        now_s: float,
        source_id: str,
        *,
        responsive: bool = True,
    ) -> Refusal | None:
        """Queue input from a viewer, or say why it does not count; late input lets go of all.

        ``responsive``: whether the source would do it now.
        """
        if not self._rights.may_drive(person_id, message.epoch):
            return Refusal.NOT_DRIVING
        verdict = self._age.judge(viewer_id, message, now_s * 1000, responsive=responsive)
        if verdict is not Verdict.FRESH:
            message = message.model_copy(update={"event": ReleaseInput()})
        refusal = self.guard.offer(viewer_id, person_id, message, now_s, source_id)
        return Refusal.LATE if refusal is None and verdict is Verdict.LATE else refusal

    def forget_viewer(self, viewer_id: str, now_s: float) -> bool:
        """Drop a viewer that left; tell whether the driver is lost with it."""
        self._age.forget_viewer(viewer_id)
        return self.guard.forget_viewer(viewer_id, now_s)

    def deliver(self) -> None:
        """Send what the guard let through or released, at every source."""
        for source_id, sink in self._sinks.items():
            sink(self.guard.take(source_id))

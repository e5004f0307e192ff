"""Who may move the scanner's mouse and keys, and what must be let go of when they no longer may.

Rules:

1. Input counts only from the holder of the control lease, with the lease's present epoch, and with
   a sequence number above all before it from the same viewer. Anything else is refused.
2. Whatever is held down is released when control ends, changes hands, or the driver falls silent.
3. Only pointer moves coalesce: a move directly after a move with the same buttons replaces it.

Pure: times come in as seconds of any monotonic clock.
"""

from dataclasses import dataclass
from enum import StrEnum

from telescan.console.messages import KeyInput, PointerInput, ReleaseInput, ViewerInput
from telescan.console.rights import DrivingRight

SILENCE_S = 2.5
"""A driver not heard of for so long has lost the link; pages send a sign of life every second."""

_WHEEL_UP, _WHEEL_DOWN, _WHEEL_LEFT, _WHEEL_RIGHT = 8, 16, 32, 64


@dataclass(frozen=True, slots=True)
class KeyStroke:
    """A key goes down or up at the scanner."""

    keysym: int
    down: bool


@dataclass(frozen=True, slots=True)
class PointerState:
    """Where the scanner's pointer is, and which of its buttons are down (RFB's bits)."""

    x: int
    y: int
    buttons: int


type RfbInput = KeyStroke | PointerState


class Refusal(StrEnum):
    """Why input was not applied."""

    NOT_DRIVING = "not_driving"
    """The sender does not hold the lease, or names an old epoch of it."""
    REPLAYED = "replayed"
    """The sequence number was used already."""


@dataclass(frozen=True, slots=True)
class Hand:
    """From which page, by whom and under which lease the console was driven last."""

    viewer_id: str
    person_id: str
    epoch: int


class InputGuard:
    """Stands between viewers and one scanner."""

    def __init__(self, rights: DrivingRight) -> None:
        self.hand: Hand | None = None
        self._rights = rights
        self._last_seq: dict[str, int] = {}
        self._heard_s = 0.0
        self._keys: dict[str, int] = {}
        self._pointer = PointerState(0, 0, 0)
        self._queue: list[RfbInput] = []
        self._last_is_move = False

    @property
    def pointer(self) -> PointerState:
        """Where the pointer was put last."""
        return self._pointer

    def offer(
        self, viewer_id: str, person_id: str, message: ViewerInput, now_s: float
    ) -> Refusal | None:
        """Queue input from a viewer, or say why it does not count."""
        if not self._rights.may_drive(person_id, message.epoch):
            return Refusal.NOT_DRIVING
        if message.seq <= self._last_seq.get(viewer_id, 0):
            return Refusal.REPLAYED
        self._last_seq[viewer_id] = message.seq
        hand = Hand(viewer_id, person_id, message.epoch)
        if hand != self.hand:
            self.release()
            self.hand = hand
        self._heard_s = now_s
        match message.event:
            case KeyInput():
                self._key(message.event)
                self._rights.drove()
            case PointerInput():
                self._point(message.event)
                self._rights.drove()
            case ReleaseInput():
                self._let_go()
        return None

    def take(self) -> list[RfbInput]:
        """Return what to send to the scanner, in order, and forget it."""
        queue, self._queue, self._last_is_move = self._queue, [], False
        return queue

    def heard(self, viewer_id: str, now_s: float) -> None:
        """Note any sign of life from a viewer."""
        if self.hand is not None and self.hand.viewer_id == viewer_id:
            self._heard_s = now_s

    def silent(self, now_s: float) -> bool:
        """Tell whether the driver has not been heard of for too long."""
        return self.hand is not None and now_s - self._heard_s > SILENCE_S

    def release(self) -> None:
        """Let go of everything: control ended, changed hands, or the link is gone."""
        self._let_go()
        self.hand = None

    def check_rights(self) -> None:
        """Release where the last driver no longer holds the lease."""
        hand = self.hand
        if hand is not None and not self._rights.may_drive(hand.person_id, hand.epoch):
            self.release()

    def forget_viewer(self, viewer_id: str) -> bool:
        """Drop a viewer that left; tell whether it was the one that drove."""
        self._last_seq.pop(viewer_id, None)
        if self.hand is None or self.hand.viewer_id != viewer_id:
            return False
        self.release()
        return True

    def _let_go(self) -> None:
        for keysym in reversed(self._keys.values()):
            self._put(KeyStroke(keysym, down=False))
        self._keys.clear()
        if self._pointer.buttons:
            self._pointer = PointerState(self._pointer.x, self._pointer.y, 0)
            self._put(self._pointer)

    def _key(self, event: KeyInput) -> None:
        # By physical key: Shift may go up between "A" down and "a" up.
        name = event.code or f"keysym {event.keysym}"
        if event.down:
            held = self._keys.get(name, event.keysym)
            if held != event.keysym:
                self._put(KeyStroke(held, down=False))
            self._keys[name] = event.keysym
            self._put(KeyStroke(event.keysym, down=True))
        elif name in self._keys:
            self._put(KeyStroke(self._keys.pop(name), down=False))

    def _point(self, event: PointerInput) -> None:
        state = PointerState(event.x, event.y, event.buttons)
        is_move = state.buttons == self._pointer.buttons and not (event.wheel_x or event.wheel_y)
        self._pointer = state
        if is_move and self._last_is_move:
            self._queue[-1] = state
            return
        self._put(state)
        self._last_is_move = is_move
        self._wheel(state, event.wheel_y, _WHEEL_UP, _WHEEL_DOWN)
        self._wheel(state, event.wheel_x, _WHEEL_LEFT, _WHEEL_RIGHT)

    def _wheel(self, state: PointerState, steps: int, negative: int, positive: int) -> None:
        button = negative if steps < 0 else positive
        for _ in range(abs(steps)):
            self._put(PointerState(state.x, state.y, state.buttons | button))
            self._put(state)

    def _put(self, item: RfbInput) -> None:
        self._queue.append(item)
        self._last_is_move = False

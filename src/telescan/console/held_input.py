"""What is held down at one source, and the keys and pointer that are still to be sent to it. Pure.

Only pointer moves coalesce: a move directly after a move with the same buttons replaces it.
"""

from dataclasses import dataclass

from telescan.console.messages import KeyInput, PointerInput

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


class HeldInput:
    """Keys and pointer of one source."""

    def __init__(self) -> None:
        self.pointer = PointerState(0, 0, 0)
        """Where the pointer was put last."""
        self._keys: dict[str, int] = {}
        self._queue: list[RfbInput] = []
        self._last_is_move = False

    def take(self) -> list[RfbInput]:
        """Return what to send to the source, in order, and forget it."""
        queue, self._queue, self._last_is_move = self._queue, [], False
        return queue

    def let_go(self) -> None:
        """Release every key and button that is down."""
        for keysym in reversed(self._keys.values()):
            self._put(KeyStroke(keysym, down=False))
        self._keys.clear()
        if self.pointer.buttons:
            self.pointer = PointerState(self.pointer.x, self.pointer.y, 0)
            self._put(self.pointer)

    def key(self, event: KeyInput) -> None:
        """Press or lift a key."""
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

    def point(self, event: PointerInput) -> None:
        """Move the pointer, press or lift its buttons, turn its wheel."""
        state = PointerState(event.x, event.y, event.buttons)
        is_move = state.buttons == self.pointer.buttons and not (event.wheel_x or event.wheel_y)
        self.pointer = state
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

from hypothesis import given
from hypothesis import strategies as st

from telescan.console.held_input import KeyStroke, PointerState, RfbInput
from telescan.console.input_guard import SILENCE_S, InputGuard, Refusal
from telescan.console.messages import ViewerInput
from telescan.console.rights import Driver


class Rights:
    def __init__(self) -> None:
        self.holder: Driver | None = None

    def may_view(self, person_id: str) -> bool:
        return True

    def drove(self) -> None:
        pass

    def may_drive(self, person_id: str, epoch: int) -> bool:
        held = self.holder
        return held is not None and (held.person_id, held.epoch) == (person_id, epoch)

    def driver(self) -> Driver | None:
        return self.holder


class Scanner:
    """What is held down at the scanner."""

    def __init__(self) -> None:
        self.keys: set[int] = set()
        self.buttons = 0

    def apply(self, inputs: list[RfbInput]) -> None:
        for item in inputs:
            match item:
                case KeyStroke(keysym, True):
                    self.keys.add(keysym)
                case KeyStroke(keysym, False):
                    self.keys.discard(keysym)
                case PointerState(_, _, buttons):
                    self.buttons = buttons


def said(seq: int, epoch: int = 1, **event: object) -> ViewerInput:
    return ViewerInput.model_validate({"seq": seq, "epoch": epoch, "event": event})


def key(seq: int, keysym: int, code: str, down: bool = True, epoch: int = 1) -> ViewerInput:
    return said(seq, epoch, kind="key", keysym=keysym, code=code, down=down)


def pointer(seq: int, x: int, buttons: int = 0, **wheel: int) -> ViewerInput:
    return said(seq, kind="pointer", x=x, y=0, buttons=buttons, **wheel)


def driven() -> tuple[Rights, InputGuard]:
    rights = Rights()
    rights.holder = Driver("expert", "Expert", 1)
    return rights, InputGuard(rights)


events = st.one_of(
    st.builds(
        lambda keysym, code, down: {"kind": "key", "keysym": keysym, "code": code, "down": down},
        st.integers(1, 6),
        st.sampled_from(["KeyA", "KeyB", "ShiftLeft", ""]),
        st.booleans(),
    ),
    st.builds(
        lambda x, buttons, wheel: {
            "kind": "pointer",
            "x": x,
            "y": 0,
            "buttons": buttons,
            "wheel_y": wheel,
        },
        st.integers(0, 9),
        st.integers(0, 7),
        st.integers(-2, 2),
    ),
    st.just({"kind": "release"}),
)
steps = st.lists(
    st.tuples(st.sampled_from(["expert", "other"]), st.integers(1, 2), events), max_size=30
)


@given(steps, st.integers(0, 30))
def test_after_control_ends_nothing_is_held_however_it_was_driven(history, ends_at):
    rights, guard = driven()
    scanner = Scanner()
    for seq, (person, epoch, event) in enumerate(history, 1):
        if seq == ends_at:
            rights.holder = None
            guard.check_rights()
        guard.offer(f"page of {person}", person, said(seq, epoch, **event), 0.0)
        scanner.apply(guard.take())
    rights.holder = None
    guard.check_rights()
    scanner.apply(guard.take())
    assert (scanner.keys, scanner.buttons) == (set(), 0)


@given(steps)
def test_nothing_reaches_the_scanner_without_the_lease(history):
    guard = InputGuard(Rights())
    for seq, (person, epoch, event) in enumerate(history, 1):
        refusal = guard.offer(person, person, said(seq, epoch, **event), 0.0)
        assert refusal is Refusal.NOT_DRIVING
    assert guard.take() == []


@given(st.lists(st.integers(0, 99), min_size=1, max_size=20))
def test_moves_coalesce_to_the_last_and_nothing_else_does(places):
    _, guard = driven()
    for seq, x in enumerate(places, 1):
        guard.offer("page", "expert", pointer(seq, x), 0.0)
    assert guard.take() == [PointerState(places[-1], 0, 0)]


def test_a_click_between_moves_keeps_its_place():
    _, guard = driven()
    for seq, (x, buttons) in enumerate([(1, 0), (2, 0), (2, 1), (3, 1), (4, 1), (4, 0)], 1):
        guard.offer("page", "expert", pointer(seq, x, buttons), 0.0)
    assert guard.take() == [
        PointerState(2, 0, 0),
        PointerState(2, 0, 1),
        PointerState(4, 0, 1),
        PointerState(4, 0, 0),
    ]


def test_an_old_epoch_is_refused_though_the_person_is_right():
    rights, guard = driven()
    rights.holder = Driver("expert", "Expert", 2)
    assert guard.offer("page", "expert", key(1, 97, "KeyA", epoch=1), 0.0) is Refusal.NOT_DRIVING
    assert guard.offer("page", "expert", key(2, 97, "KeyA", epoch=2), 0.0) is None


def test_a_sequence_number_counts_once():
    _, guard = driven()
    assert guard.offer("page", "expert", key(5, 97, "KeyA"), 0.0) is None
    assert guard.offer("page", "expert", key(5, 98, "KeyB"), 0.0) is Refusal.REPLAYED
    assert guard.offer("page", "expert", key(4, 98, "KeyB"), 0.0) is Refusal.REPLAYED
    assert guard.take() == [KeyStroke(97, down=True)]


def test_a_key_lifts_the_keysym_that_it_pressed():
    _, guard = driven()
    guard.offer("page", "expert", key(1, ord("A"), "KeyA"), 0.0)
    guard.offer("page", "expert", key(2, ord("a"), "KeyA", down=False), 0.0)
    assert guard.take() == [KeyStroke(ord("A"), down=True), KeyStroke(ord("A"), down=False)]


def test_the_wheel_presses_and_lifts_its_buttons():
    _, guard = driven()
    guard.offer("page", "expert", pointer(1, 3, 0, wheel_y=-2), 0.0)
    up, rest = PointerState(3, 0, 8), PointerState(3, 0, 0)
    assert guard.take() == [rest, up, rest, up, rest]


def test_another_page_of_the_driver_starts_with_nothing_held():
    _, guard = driven()
    guard.offer("first page", "expert", key(1, 97, "KeyA"), 0.0)
    guard.offer("second page", "expert", key(1, 98, "KeyB"), 0.0)
    assert guard.take() == [
        KeyStroke(97, down=True),
        KeyStroke(97, down=False),
        KeyStroke(98, down=True),
    ]


def test_a_driver_is_silent_only_after_the_limit_without_a_sign_of_life():
    _, guard = driven()
    assert not guard.silent(1e9)
    guard.offer("page", "expert", key(1, 97, "KeyA"), 0.0)
    guard.heard("page", "expert", 2.0)
    guard.heard("another page", "watcher", 4.0)
    assert not guard.silent(2.0 + SILENCE_S)
    assert guard.silent(2.1 + SILENCE_S)


def test_only_the_page_that_drove_ends_control_by_leaving():
    _, guard = driven()
    guard.offer("page", "expert", key(1, 97, "KeyA"), 0.0)
    scanner = Scanner()
    assert not guard.forget_viewer("another page", 0.0)
    scanner.apply(guard.take())
    assert scanner.keys == {97}
    assert guard.forget_viewer("page", 0.0)
    scanner.apply(guard.take())
    assert scanner.keys == set()


SOURCES = ("console", "injector")
across = st.lists(
    st.tuples(
        st.sampled_from(["expert", "other"]),
        st.sampled_from(SOURCES),
        st.integers(1, 2),
        events,
    ),
    max_size=30,
)


def deliver(guard: InputGuard, screens: dict[str, Scanner]) -> None:
    for source_id, screen in screens.items():
        screen.apply(guard.take(source_id))


@given(across, st.integers(0, 30))
def test_at_most_one_source_has_anything_held_and_none_once_control_ends(history, ends_at):
    rights, guard = driven()
    screens = {source_id: Scanner() for source_id in SOURCES}
    for seq, (person, source_id, epoch, event) in enumerate(history, 1):
        if seq == ends_at:
            rights.holder = None
            guard.check_rights()
        guard.offer(f"{person} at {source_id}", person, said(seq, epoch, **event), 0.0, source_id)
        deliver(guard, screens)
        held = [name for name, screen in screens.items() if screen.keys or screen.buttons]
        assert len(held) <= (0 if rights.holder is None else 1)
    guard.release()
    deliver(guard, screens)
    assert [(screen.keys, screen.buttons) for screen in screens.values()] == [(set(), 0)] * 2


def test_control_goes_on_by_another_page_of_the_driver_and_ends_with_the_last():
    _, guard = driven()
    guard.heard("console page", "expert", 0.0, "console")
    guard.offer("injector page", "expert", key(1, 97, "KeyA"), 0.0, "injector")
    assert not guard.forget_viewer("injector page", 1.0)
    assert guard.take("injector")[-1] == KeyStroke(97, down=False)
    assert not guard.silent(SILENCE_S)
    assert guard.silent(SILENCE_S + 0.1)
    assert guard.drop_hand(SILENCE_S + 0.1)


def test_a_page_of_somebody_else_keeps_nobody_in_control():
    _, guard = driven()
    guard.heard("watcher's page", "watcher", 0.0)
    guard.offer("page", "expert", key(1, 97, "KeyA"), 0.0)
    assert guard.forget_viewer("page", 1.0)

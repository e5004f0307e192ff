"""When silence is a fault."""

from telescan.console.rfb.patience import Patience, Watch

PATIENCE = Patience(connect_s=1, greeting_s=15, silence_s=10, message_s=60)


def watch() -> Watch:
    return Watch(PATIENCE, 100.0)


def state(*, greeted=True, amid_message=False, messages=0, owed=False) -> dict[str, bool | int]:
    return {"greeted": greeted, "amid_message": amid_message, "messages": messages, "owed": owed}


def test_a_greeting_has_its_time_however_it_drips():
    watched = watch()
    for now in (101.0, 108.0, 114.0):
        assert watched.deadline(now, **state(greeted=False, amid_message=True)).at_s == 115.0
    assert "greeting" in watched.deadline(114.0, **state(greeted=False)).fault


def test_a_server_that_owes_nothing_may_be_silent():
    assert watch().deadline(200.0, **state()) is None


def test_a_server_in_the_middle_of_a_message_may_not_fall_silent():
    deadline = watch().deadline(200.0, **state(amid_message=True))
    assert deadline.at_s == 210.0
    assert "10 s" in deadline.fault


def test_a_server_that_owes_the_screen_may_not_fall_silent():
    assert watch().deadline(200.0, **state(owed=True)).at_s == 210.0


def test_a_message_that_drips_has_an_end():
    watched = watch()
    for now in range(200, 260, 5):
        deadline = watched.deadline(float(now), **state(amid_message=True))
    assert deadline.at_s == 260.0
    assert "60 s" in deadline.fault


def test_each_message_has_its_own_time():
    watched = watch()
    for number, now in enumerate(range(200, 400, 5)):
        deadline = watched.deadline(float(now), **state(amid_message=True, messages=number))
        assert deadline.at_s == now + 10


def test_messages_without_end_that_never_show_the_screen_have_an_end():
    watched = watch()
    for number, now in enumerate(range(200, 260, 5)):
        deadline = watched.deadline(float(now), **state(owed=True, messages=number))
    assert deadline.at_s == 260.0
    assert watched.deadline(270.0, **state(messages=99)) is None

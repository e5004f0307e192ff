import itertools
import struct
import tracemalloc
import zlib
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.peers.rfb_encoder import fence, head, raw, server_init, update

from telescan.console.cursor_image import CursorChanged
from telescan.console.framebuffer import to_rgb
from telescan.console.geometry import Rect
from telescan.console.rfb.encodings import Encoding
from telescan.console.rfb.errors import AuthenticationError, RfbError
from telescan.console.rfb.events import (
    Bell,
    Connected,
    ContinuousUpdatesEnded,
    Copied,
    Painted,
    Resized,
    UpdateFinished,
)
from telescan.console.rfb.protocol import RfbProtocol
from telescan.console.rfb.security import Access, vnc_response

WIDTH, HEIGHT = 20, 10
SERVER_INIT = server_init(WIDTH, HEIGHT)
OLD_HELLO = b"RFB 003.003\n" + struct.pack(">I", 1) + SERVER_INIT
NEW_HELLO = b"RFB 003.008\n" + b"\x01\x01" + struct.pack(">I", 0) + SERVER_INIT


def connected() -> RfbProtocol:
    protocol = RfbProtocol()
    assert list(protocol.receive(OLD_HELLO)) == [Connected(WIDTH, HEIGHT, "MR2")]
    protocol.data_to_send()
    return protocol


def test_a_server_of_3_3_without_password_is_answered_in_its_version():
    protocol = RfbProtocol()
    list(protocol.receive(OLD_HELLO))
    sent = protocol.data_to_send()
    assert sent.startswith(b"RFB 003.003\n\x01")
    assert sent[13] == 0, "SetPixelFormat comes first after the handshake"


def test_a_server_of_3_8_without_password_is_chosen_none():
    protocol = RfbProtocol()
    assert list(protocol.receive(NEW_HELLO)) == [Connected(WIDTH, HEIGHT, "MR2")]
    assert protocol.data_to_send().startswith(b"RFB 003.008\n\x01\x01")


def test_a_server_of_3_7_without_password_sends_no_result():
    protocol = RfbProtocol()
    hello = b"RFB 003.007\n" + b"\x01\x01" + SERVER_INIT
    assert list(protocol.receive(hello)) == [Connected(WIDTH, HEIGHT, "MR2")]


def test_the_password_answers_the_challenge():
    protocol = RfbProtocol(Access("secret"))
    challenge = bytes(range(16))
    list(protocol.receive(b"RFB 003.008\n\x02\x01\x02" + challenge))
    sent = protocol.data_to_send()
    assert sent == b"RFB 003.008\n\x02" + vnc_response("secret", challenge)


def test_the_answer_to_a_challenge_is_the_one_of_vnc():
    # The obfuscation of password files: DES of the password under a key known to all.
    key = "\x17\x52\x6b\x06\x23\x4e\x58\x07"
    assert vnc_response(key, b"password").hex() == "dbd83cfd727a1458"


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (b"SSH-2.0-OpenSSH_9", "address and port"),
        (b"RFB 003.003\n" + struct.pack(">II", 0, 4) + b"full", "full"),
        (b"RFB 003.003\n" + struct.pack(">I", 2), "password"),
        (b"RFB 003.003\n" + struct.pack(">I", 17), "17"),
        (b"RFB 003.008\n\x01\x13", "19"),
        (b"RFB 003.008\n\x01\x01" + struct.pack(">II", 1, 3) + b"bad", "bad"),
        (b"RFB 003.008\n\x00" + struct.pack(">I", 0xFFFFFFFF), "4294967295 bytes"),
        (b"RFB 003.008\n\x01\x01" + struct.pack(">II", 1, 0xFFFFFFFF), "4294967295 bytes"),
        (b"RFB 003.008\n\x01\x01\0\0\0\0" + server_init(9, 9)[:20] + b"\xff" * 4, "name"),
    ],
)
def test_a_refused_handshake_says_why(said, named):
    with pytest.raises(RfbError, match=named):
        list(RfbProtocol().receive(said))


def test_a_wrong_password_is_an_authentication_error():
    protocol = RfbProtocol(Access("x"))
    said = b"RFB 003.008\n\x01\x02" + bytes(16) + struct.pack(">II", 1, 2) + b"no"
    with pytest.raises(AuthenticationError):
        list(protocol.receive(said))


@pytest.mark.parametrize("size", [(0, 10), (10, 0), (65535, 65535), (8192, 8192)])
def test_a_screen_beyond_all_scanners_is_refused(size):
    init = struct.pack(">HH16sI", *size, bytes(16), 0)
    with pytest.raises(RfbError, match="pixels"):
        list(RfbProtocol().receive(b"RFB 003.003\n" + struct.pack(">I", 1) + init))


def test_raw_pixels_are_painted_where_they_belong():
    rgb = np.arange(36, dtype=np.uint8).reshape(3, 4, 3)
    painted, finished = connected().receive(update(raw(5, 2, rgb)))
    assert isinstance(painted, Painted)
    assert painted.rect == Rect(5, 2, 4, 3)
    assert np.array_equal(to_rgb(painted.pixels), rgb)
    assert finished == UpdateFinished()


def test_a_copied_rectangle_names_source_and_target():
    copied, _ = connected().receive(update(head(4, 0, 6, 5, 1) + struct.pack(">HH", 10, 5)))
    assert copied == Copied(Rect(10, 5, 6, 5), Rect(4, 0, 6, 5))


def test_the_cursor_is_transparent_where_its_mask_is_not_set():
    body = np.array([[1, 2]], np.uint32).tobytes() + b"\x80"
    cursor, _ = connected().receive(update(head(1, 0, 2, 1, -239) + body))
    assert isinstance(cursor, CursorChanged)
    assert (cursor.hot_x, cursor.hot_y) == (1, 0)
    assert cursor.pixels.view(np.uint8).reshape(1, 2, 4)[..., 3].tolist() == [[255, 0]]


def test_a_new_size_counts_for_what_follows():
    protocol = connected()
    assert Resized(40, 30) in list(protocol.receive(update(head(0, 0, 40, 30, -223))))
    painted = next(protocol.receive(update(raw(30, 20, np.zeros((10, 10, 3), np.uint8)))))
    assert isinstance(painted, Painted)


def test_last_rect_ends_an_update_of_unknown_length():
    said = (
        struct.pack(">BxH", 0, 0xFFFF)
        + raw(0, 0, np.zeros((1, 1, 3), np.uint8))
        + head(0, 0, 0, 0, -224)
    )
    events = list(connected().receive(said + b"\x02"))
    assert events[1:] == [UpdateFinished(), Bell()]


def test_the_clipboard_and_colour_maps_are_read_over():
    said = b"\x03" + bytes(3) + struct.pack(">I", 5) + b"hello" + b"\x01" + bytes(3) + b"\0\1"
    assert list(connected().receive(said + bytes(6) + b"\x02")) == [Bell()]


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (update(head(15, 0, 10, 1, 0)), "screen"),
        (update(head(0, 0, 4, 4, 1) + struct.pack(">HH", 18, 0)), "screen"),
        (update(head(0, 0, 1, 1, 5)), "encoding 5"),
        (update(head(0, 0, 257, 1, -239)), "cursor"),
        (update(head(0, 0, 9000, 10, -223)), "pixels"),
        (update(*[head(0, 0, 30, side, -223) for side in range(30, 39)]), "resizes"),
        (update(head(0, 0, 4, 4, 16) + struct.pack(">I", 1 << 30)), "ZRLE"),
        (b"\x03" + bytes(3) + struct.pack(">I", 1 << 31), "clipboard"),
        (b"\x63", "99"),
        (fence(1, bytes(65)), "fence"),
        (update(*[head(0, 0, 16, 16, -239) + bytes(1056)] * 300), "times"),
        (update(*[raw(0, 0, np.zeros((HEIGHT, WIDTH, 3), np.uint8))] * 2000), "times"),
    ],
)
def test_a_lying_server_is_told_so(said, named):
    with pytest.raises(RfbError, match=named):
        list(connected().receive(said))


def test_a_zlib_bomb_is_stopped_at_the_rectangles_size():
    bomb = zlib.compress(bytes(5_000_000), 9)
    said = update(head(0, 0, 20, 10, 16) + struct.pack(">I", len(bomb)) + bomb)
    with pytest.raises(RfbError, match="ZRLE"):
        list(connected().receive(said))


def test_a_server_that_stops_in_the_middle_is_known_to_owe_us_the_rest():
    protocol = connected()
    assert not protocol.amid_message
    list(protocol.receive(update(raw(0, 0, np.zeros((2, 2, 3), np.uint8)))[:-1]))
    assert protocol.amid_message


@given(cuts=st.lists(st.integers(0, 400), max_size=6))
def test_events_do_not_depend_on_how_the_bytes_are_cut(cuts):
    rgb = np.zeros((4, 6, 3), np.uint8)
    copy = head(4, 0, 6, 5, 1) + struct.pack(">HH", 10, 5)
    stream = NEW_HELLO + update(raw(5, 2, rgb), copy) + b"\x02"
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    protocol = RfbProtocol()
    events = []
    for start, end in itertools.pairwise(edges):
        events += list(protocol.receive(stream[start:end]))
    kinds = [type(event) for event in events]
    assert kinds == [Connected, Painted, Copied, UpdateFinished, Bell]


@given(st.binary(max_size=600))
def test_any_bytes_give_events_or_an_rfb_error(said):
    protocol = connected()
    with suppress(RfbError):
        list(protocol.receive(said))


def test_the_layout_of_monitors_names_the_size_too():
    layout = bytes([2, 0, 0, 0]) + bytes(32)
    events = list(connected().receive(update(head(0, 0, 40, 30, -308) + layout)))
    assert events == [Resized(40, 30), UpdateFinished()]


def test_a_layout_of_the_same_size_changes_nothing():
    layout = bytes([1, 0, 0, 0]) + bytes(16)
    events = list(connected().receive(update(head(0, 0, WIDTH, HEIGHT, -308) + layout)))
    assert events == [UpdateFinished()]


def test_a_refused_wish_for_another_size_changes_nothing():
    events = list(connected().receive(update(head(1, 1, 40, 30, -308) + bytes(4))))
    assert events == [UpdateFinished()]


def test_a_request_by_fence_is_answered_in_order_without_what_is_not_known():
    protocol = connected()
    list(protocol.receive(fence(1 << 31 | 1 << 20 | 0b111, b"when?")))
    assert protocol.data_to_send() == fence(0b011, b"when?")


def test_a_fence_that_answers_is_not_answered():
    protocol = connected()
    list(protocol.receive(fence(0b011, b"x")))
    assert protocol.data_to_send() == b""


def test_the_offer_of_continuous_updates_is_told_and_can_be_taken():
    protocol = connected()
    assert list(protocol.receive(b"\x96")) == [ContinuousUpdatesEnded()]
    protocol.enable_continuous_updates(enable=True)
    assert protocol.data_to_send() == struct.pack(">BBHHHH", 150, 1, 0, 0, WIDTH, HEIGHT)


def test_our_own_pixel_format_and_all_that_is_understood_are_told():
    protocol = RfbProtocol(encodings=(Encoding.TIGHT,), jpeg_quality=9)
    list(protocol.receive(NEW_HELLO))
    sent = protocol.data_to_send()
    pixel_format = bytes([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0])
    codes = (7, -223, -224, -239, -308, -312, -313, -23)
    assert sent[14:] == bytes(4) + pixel_format + struct.pack(">BxH8i", 2, 8, *codes)


def test_without_a_wish_for_jpeg_its_quality_is_not_told():
    protocol = RfbProtocol(encodings=(Encoding.TIGHT,))
    list(protocol.receive(NEW_HELLO))
    codes = struct.unpack(">7i", protocol.data_to_send()[38:])
    assert not set(codes) & set(range(-32, -22))


def test_a_large_plain_rectangle_comes_in_bands():
    init = server_init(2000, 1000)
    protocol = RfbProtocol()
    list(protocol.receive(b"RFB 003.003\n" + struct.pack(">I", 1) + init))
    said = update(head(0, 0, 2000, 1000, 0)) + bytes(8_000_000)
    bands = [event for event in protocol.receive(said) if isinstance(event, Painted)]
    assert max(band.pixels.nbytes for band in bands) <= 1 << 20
    assert sum(band.rect.area for band in bands) == 2_000_000


def test_a_hot_spot_outside_the_pointers_shape_is_brought_to_its_edge():
    cursor, _ = connected().receive(update(head(900, 7, 2, 1, -239) + bytes(9)))
    assert (cursor.hot_x, cursor.hot_y) == (1, 0)


def test_a_large_screen_takes_no_more_memory_than_its_bands():
    protocol = RfbProtocol()
    list(protocol.receive(b"RFB 003.003\n" + struct.pack(">I", 1) + server_init(5000, 3000)))
    said = [update(head(0, 0, 5000, 3000, 0)), *[bytes(1 << 18)] * 80]
    tracemalloc.start()
    try:
        for piece in said:
            for _ in protocol.receive(piece):
                pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20 << 20

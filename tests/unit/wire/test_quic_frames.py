"""Frames on the lanes of a pipe: whole, in order, and safe from whatever else may come."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.wire.quic.frames import (
    MOST_TEXT_BYTES,
    Arrivals,
    Frame,
    FrameError,
    FrameReader,
    Kind,
    Lane,
    write_frame,
    write_picture,
)

messages = st.lists(st.one_of(st.text(max_size=40), st.binary(max_size=40)), max_size=20)


def on_lanes(sent: list[str | bytes]) -> dict[Lane, list[bytes]]:
    """Return what a sender puts on each lane."""
    texts = 0
    lanes: dict[Lane, list[bytes]] = {Lane.MESSAGES: [], Lane.PICTURES: []}
    for message in sent:
        if isinstance(message, str):
            texts += 1
            lanes[Lane.MESSAGES].append(write_frame(Kind.TEXT, message.encode()))
        else:
            lanes[Lane.PICTURES].append(write_picture(texts, message))
    return lanes


@given(messages, st.randoms())
def test_whatever_the_network_does_no_picture_comes_before_a_text_sent_before_it(sent, chance):
    lanes = on_lanes(sent)
    readers = {lane: FrameReader(lane) for lane in lanes}
    bytes_left = {lane: b"".join(frames) for lane, frames in lanes.items()}
    arrivals, came = Arrivals(), []
    while any(bytes_left.values()):
        lane = chance.choice([lane for lane, left in bytes_left.items() if left])
        size = chance.randint(1, len(bytes_left[lane]))
        piece, bytes_left[lane] = bytes_left[lane][:size], bytes_left[lane][size:]
        for frame in readers[lane].feed(piece):
            if frame.kind is Kind.PICTURE:
                came += arrivals.picture(frame.payload)
            else:
                came += arrivals.text(frame.payload.decode())
    for kind in (str, bytes):
        assert [m for m in came if isinstance(m, kind)] == [m for m in sent if isinstance(m, kind)]
    texts_before = [len([m for m in sent[:n] if isinstance(m, str)]) for n in range(len(sent))]
    needed = [n for n, m in zip(texts_before, sent, strict=True) if isinstance(m, bytes)]
    had = [
        len([m for m in came[:n] if isinstance(m, str)])
        for n, message in enumerate(came)
        if isinstance(message, bytes)
    ]
    assert all(there >= wanted for there, wanted in zip(had, needed, strict=True))


@given(st.sampled_from(Lane), st.lists(st.binary(max_size=200), max_size=10))
def test_any_bytes_are_frames_or_a_named_fault(lane, pieces):
    reader = FrameReader(lane)
    with contextlib.suppress(FrameError):
        for piece in pieces:
            assert all(isinstance(frame, Frame) for frame in reader.feed(piece))


def test_a_frame_too_long_is_refused_before_it_comes():
    head = write_frame(Kind.TEXT, b"")[:1] + (MOST_TEXT_BYTES + 1).to_bytes(4)
    with pytest.raises(FrameError, match="allowed"):
        FrameReader(Lane.MESSAGES).feed(head)


@pytest.mark.parametrize(
    ("lane", "kind"),
    [(Lane.INPUT, Kind.PING), (Lane.PICTURES, Kind.TEXT), (Lane.MESSAGES, Kind.PICTURE)],
)
def test_a_lane_takes_its_own_kinds_only(lane, kind):
    with pytest.raises(FrameError, match="belongs"):
        FrameReader(lane).feed(write_frame(kind, b""))


def test_a_picture_without_its_count_is_refused():
    with pytest.raises(FrameError, match="number"):
        Arrivals().picture(b"\x00\x00")

"""What a camera's HTTP is made of: logins by the RFCs' own examples, pictures in any pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.console.camera.errors import CameraError, CameraLoginError
from telescan.console.camera.login import authorization
from telescan.console.camera.multipart import Multipart, boundary_of
from telescan.console.camera.settings import CameraSettings, Credentials

MUFASA = Credentials("Mufasa", "Circle of Life")
CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


def offer(algorithm: str) -> str:
    return (
        'Digest realm="http-auth@example.org", qop="auth, auth-int", '
        f"algorithm={algorithm}, "
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", '
        'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )


def login(*challenges: str, confidential: bool = False) -> str:
    path = "/dir/index.html"
    return authorization(list(challenges), MUFASA, path, CNONCE, confidential=confidential)


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_digest_answers_as_in_rfc_7616_section_3_9_1(algorithm: str, response: str) -> None:
    assert f'response="{response}"' in login(offer(algorithm))


def test_the_stronger_digest_is_chosen_and_basic_last() -> None:
    said = login('Basic realm="x"', offer("MD5"), offer("SHA-256"), confidential=True)
    assert "algorithm=SHA-256" in said


def test_a_password_goes_in_the_clear_only_where_nobody_can_listen() -> None:
    assert login('Basic realm="x"', confidential=True) == "Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl"
    with pytest.raises(CameraLoginError, match="in the clear"):
        login('Basic realm="x"')


def test_a_login_of_another_kind_is_named() -> None:
    with pytest.raises(CameraLoginError, match="neither Digest nor Basic"):
        login("Negotiate", confidential=True)


def test_neither_settings_nor_credentials_show_the_password() -> None:
    assert "Circle" not in repr(CameraSettings("http://camera/", credentials=MUFASA))


pictures = st.lists(st.binary(min_size=1, max_size=40).filter(lambda b: b"--" not in b), max_size=5)


@given(pictures, st.booleans(), st.integers(1, 30))
def test_pictures_come_out_whole_however_the_bytes_are_cut(
    sent: list[bytes], with_length: bool, piece: int
) -> None:
    stream = b"".join(
        b"--cut\r\nContent-Type: image/jpeg\r\n"
        + (f"Content-Length: {len(data)}\r\n".encode() if with_length else b"")
        + b"\r\n"
        + data
        for data in sent
    )
    parts = Multipart(b"--cut")
    pieces = [stream[at : at + piece] for at in range(0, len(stream), piece)] + [b"--cut"]
    came = [picture for data in pieces for picture in parts.feed(data)]
    assert came == sent


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/x-mixed-replace; boundary=frame", b"--frame"),
        ("multipart/x-mixed-replace", None),
        ('multipart/x-mixed-replace;boundary="--frame"', b"--frame"),
        ("image/jpeg", None),
    ],
)
def test_the_boundary_is_read_as_cameras_write_it(
    content_type: str, boundary: bytes | None
) -> None:
    if boundary is None:
        with pytest.raises(CameraError, match="not MJPEG"):
            boundary_of(content_type)
    else:
        assert boundary_of(content_type) == boundary


def test_a_part_whose_head_never_ends_is_given_up() -> None:
    parts = Multipart(b"--cut")
    with pytest.raises(CameraError, match="more than 8 kB"):
        list(parts.feed(b"--cut\r\nX: " + bytes(10_000)))

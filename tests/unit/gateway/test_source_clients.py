"""Where a scanner's screen comes from, as a gateway's settings say."""

from pathlib import Path

import pytest

from telescan.configuration import ConfigurationError, load
from telescan.console.camera import CameraSettings, Credentials
from telescan.console.geometry import Rect
from telescan.console.rfb import RfbSettings
from telescan.console.rfb.encodings import FAR, NEAR
from telescan.console.rfb.trust import Anonymous, Authority, Pinned
from telescan.console.rights import SourceRules
from telescan.dicom.deidentify import IdentityPolicy
from telescan.gateway.settings import GatewaySettings
from telescan.gateway.source_clients import source_rules, source_settings
from telescan.identity.roles import Role

PIN = "AB:" * 31 + "AB"


def source(file: Path, *lines: str) -> RfbSettings:
    """Read the settings with these lines added to the first scanner."""
    text = file.read_text(encoding="utf-8")
    start = "[[scanners]]\n"
    assert start in text
    file.write_text(text.replace(start, "\n".join((start, *lines, "")), 1), encoding="utf-8")
    return settings_of(file, 0)


def settings_of(file: Path, number: int) -> RfbSettings:
    entry = load(GatewaySettings, file).scanners[0].all_sources[number]
    return source_settings(entry, "mr2", IdentityPolicy.MASKED)


def test_unless_said_otherwise_the_console_is_plain_and_exact(gateway_file: Path) -> None:
    assert source(gateway_file) == RfbSettings("127.0.0.1", 5911, encodings=NEAR)


def test_tls_is_by_authority_by_fingerprint_or_anonymous(gateway_file: Path) -> None:
    text = gateway_file.read_text(encoding="utf-8")
    for said, trust in (
        (f'ca_file = "{gateway_file}"', Authority(gateway_file)),
        (f'fingerprint = "{PIN}"', Pinned(PIN)),
        ("anonymous = true", Anonymous()),
    ):
        gateway_file.write_text(text, encoding="utf-8")
        assert source(gateway_file, f"console_tls = {{ {said} }}").trust == trust


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("{}", "one of ca_file"),
        ("{ anonymous = false }", "one of ca_file"),
        (f'{{ fingerprint = "{PIN}", anonymous = true }}', "one of ca_file"),
        ('{ fingerprint = "12" }', "64 hexadecimal digits"),
        ('{ ca_file = "nowhere.pem" }', "cannot be read"),
    ],
)
def test_tls_that_proves_nothing_or_too_much_is_named(
    gateway_file: Path, said: str, named: str
) -> None:
    with pytest.raises(ConfigurationError, match=named):
        source(gateway_file, f"console_tls = {said}")


def test_a_name_goes_with_a_password_under_tls_only(gateway_file: Path) -> None:
    secret = gateway_file.parent / "secret"
    secret.write_text("magnet33\n", encoding="utf-8")
    text = gateway_file.read_text(encoding="utf-8")
    password = f'console_password_file = "{secret}"'
    with pytest.raises(ConfigurationError, match="under TLS only"):
        source(gateway_file, 'console_user = "mr2"', password)
    gateway_file.write_text(text, encoding="utf-8")
    tls = "console_tls = { anonymous = true }"
    assert source(gateway_file, 'console_user = "mr2"', password, tls).user == "mr2"


def test_a_slow_line_is_for_few_bytes_and_jpeg_is_by_wish_only(gateway_file: Path) -> None:
    settings = source(gateway_file, 'console_line = "slow"', "console_jpeg_quality = 9")
    assert settings.encodings == FAR
    assert settings.jpeg_quality == 9


INJECTOR = """
[[scanners.sources]]
source_id = "injector"
name = "Injector"
kind = "rfb"
screen = { host = "127.0.0.1", port = 5912 }
"""


def test_a_further_screen_has_its_own_server_secret_and_masks(
    gateway_file: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "injector.password"
    secret.write_text("magnet33\n", encoding="utf-8")
    more = (
        f'password_file = "{secret}"\nidentity_areas = [{{ x = 1, y = 2, width = 3, height = 4 }}]'
    )
    gateway_file.write_text(gateway_file.read_text(encoding="utf-8") + INJECTOR + more)
    assert settings_of(gateway_file, 1) == RfbSettings(
        "127.0.0.1", 5912, "magnet33", masks=(Rect(1, 2, 3, 4),), encodings=NEAR
    )
    assert settings_of(gateway_file, 0).masks == ()


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('source_id = "injector"', 'source_id = "console"', "source_id of its own"),
        ('source_id = "injector"', 'source_id = "a b"', "sources.0.rfb.source_id"),
        ('kind = "rfb"', 'kind = "x11"', "'kind' does not match"),
        ("port = 5912", "port = 0", "sources.0.rfb.screen.port"),
        (
            "port = 5912 }",
            'port = 1 }\npassword_file = "nowhere"',
            "source 'injector': password_file",
        ),
    ],
)
def test_what_is_wrong_with_a_further_screen_is_named(
    gateway_file: Path, old: str, new: str, named: str
) -> None:
    assert old in INJECTOR
    text = gateway_file.read_text(encoding="utf-8") + INJECTOR.replace(old, new)
    gateway_file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=named):
        settings_of(gateway_file, 1)


CAMERA = """
[[scanners.sources]]
source_id = "room"
name = "Room"
kind = "camera"
url = "http://127.0.0.1:9000/video"
"""


def camera_of(file: Path, more: str, old: str = "", new: str = "") -> CameraSettings:
    text = file.read_text(encoding="utf-8") + CAMERA.replace(old, new) + more
    file.write_text(text, encoding="utf-8")
    settings = settings_of(file, 1)
    assert isinstance(settings, CameraSettings)
    return settings


def test_a_camera_has_its_credentials_from_a_file(gateway_file: Path, tmp_path: Path) -> None:
    secret = tmp_path / "camera"
    secret.write_text("engineer:s3:cret\n", encoding="utf-8")
    settings = camera_of(gateway_file, f'credentials_file = "{secret}"')
    assert settings.credentials == Credentials("engineer", "s3:cret")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("http://127.0.0.1", "http://engineer:s3cret@127.0.0.1", "into credentials_file"),
        ("http://127.0.0.1", "ftp://127.0.0.1", "rtsp://HOST"),
        ('url = "http://127.0.0.1:9000/video"', "", "url"),
        ('/video"', '/video"\ncredentials_file = "nowhere"', "source 'room': credentials_file"),
        ('/video"', '/video"\nframes_per_s = 60', "frames_per_s"),
        ('/video"', '/video"\nview_only = true', "view_only"),
        ('/video"', '/video"\nca_file = "nowhere"', "source 'room': ca_file"),
    ],
)
def test_what_is_wrong_with_a_camera_is_named_and_its_password_is_not_shown(
    gateway_file: Path, old: str, new: str, named: str
) -> None:
    with pytest.raises(ConfigurationError, match=named) as raised:
        camera_of(gateway_file, "", old, new)
    assert "s3cret" not in str(raised.value)


def test_the_room_is_for_experts_and_operators_unless_the_site_says_otherwise(
    gateway_file: Path,
) -> None:
    text = gateway_file.read_text(encoding="utf-8") + CAMERA
    for said, seen_by in (
        ("", {Role.EXPERT, Role.OPERATOR}),
        ('\n[policy]\ncamera_for = ["operator"]', {Role.OPERATOR}),
    ):
        gateway_file.write_text(text + said, encoding="utf-8")
        settings = load(GatewaySettings, gateway_file)
        camera = settings.scanners[0].sources[0]
        rules = source_rules(camera, settings.policy.camera_for, settings.policy.identity)
        assert rules == SourceRules(drivable=False, seen_by=frozenset(seen_by), moving=True)

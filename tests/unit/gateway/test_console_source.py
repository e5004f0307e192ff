"""Where a scanner's screen comes from, as a gateway's settings say."""

from pathlib import Path

import pytest

from telescan.configuration import ConfigurationError, load
from telescan.console.rfb import RfbSettings
from telescan.console.rfb.encodings import FAR, NEAR
from telescan.console.rfb.trust import Anonymous, Authority, Pinned
from telescan.gateway.console_source import console_source
from telescan.gateway.settings import GatewaySettings

PIN = "AB:" * 31 + "AB"


def source(file: Path, *lines: str) -> RfbSettings:
    """Read the settings with these lines added to the first scanner."""
    text = file.read_text(encoding="utf-8")
    start = "[[scanners]]\n"
    assert start in text
    file.write_text(text.replace(start, "\n".join((start, *lines, "")), 1), encoding="utf-8")
    return console_source(load(GatewaySettings, file).scanners[0], ())


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


def test_a_slow_line_is_for_few_bytes_and_jpeg_is_by_wish_only(gateway_file: Path) -> None:
    settings = source(gateway_file, 'console_line = "slow"', "console_jpeg_quality = 9")
    assert settings.encodings == FAR
    assert settings.jpeg_quality == 9

"""Settings of a gateway: what is wrong is named, and nothing unsafe starts."""

from pathlib import Path

import pytest

from telescan.configuration import ConfigurationError, load
from telescan.dicom.deidentify import IdentityPolicy
from telescan.gateway.drivers import make_driver
from telescan.gateway.settings import GatewaySettings
from telescan.scanner.console_only import ConsoleOnlyDriver


def read(file: Path, old: str = "", new: str = "") -> GatewaySettings:
    """Read the settings with one thing said otherwise."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")
    return load(GatewaySettings, file)


def test_what_is_not_said_is_the_safe_choice(gateway_file: Path) -> None:
    settings = read(gateway_file)
    assert settings.policy.identity is IdentityPolicy.MASKED
    assert settings.local_page_host == "127.0.0.1"
    assert settings.policy.running_sessions_per_expert == 1


def test_the_environment_wins_over_the_file(
    gateway_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELESCAN_GATEWAY_POLICY__LEASE_SECONDS", "60")
    assert read(gateway_file).policy.lease_seconds == 60


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('site_id = "county"', 'site_id = "a b"', "site_id"),
        ("https://hub.example", "http://hub.example", "hub_url"),
        ("https://hub.example", "hub.example", "hub_url"),
        ("tls://hub.example", "nats://hub.example", "hub_leaf_url"),
        ('driver = "virtual"', 'driver = "telnet"', "scanners.0.driver"),
        ('control = { host = "127.0.0.1", port = 7711 }', "", "control"),
        ("port = 5911", "port = 70000", "scanners.0.console.port"),
        ("storage = { port = 11112 }", "storage = { port = 8090 }", "same port"),
        ("storage = { port = 11112 }", 'storage = { port = 1, host = "0.0.0.0" }', "storage"),
    ],
)
def test_what_is_wrong_is_named(gateway_file: Path, old: str, new: str, field: str) -> None:
    with pytest.raises(ConfigurationError, match=field):
        read(gateway_file, old, new)


def test_a_site_has_each_scanner_once(gateway_file: Path) -> None:
    text = gateway_file.read_text(encoding="utf-8")
    again = text[text.index("[[scanners]]") :]
    with pytest.raises(ConfigurationError, match="same scanner_id"):
        read(gateway_file, new=again)


def test_a_console_only_scanner_says_what_it_is(gateway_file: Path) -> None:
    with pytest.raises(ConfigurationError, match="model"):
        read(gateway_file, "virtual", "console_only")
    model = (
        'model = { name = "X", manufacturer = "Y", vocabulary = "ge",'
        " field_strength_t = 1.5, gradient_max_mt_m = 33, slew_max_t_m_s = 120,"
        ' b1_max_ut = 20, receive_coil = "Head", receive_channels = 8 }\n'
    )
    entry = read(gateway_file, new=model).scanners[0]
    assert isinstance(make_driver(entry), ConsoleOnlyDriver)

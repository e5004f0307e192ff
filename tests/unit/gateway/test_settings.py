"""Settings of a gateway: what is wrong is named, and nothing unsafe starts."""

from pathlib import Path

import pytest

from telescan.configuration import ConfigurationError, load
from telescan.dicom.deidentify import IdentityPolicy
from telescan.gateway.drivers import make_driver
from telescan.gateway.settings import GatewaySettings

HEAD = """
site_id = "county"
site_name = "County hospital"
hub_url = "https://hub.example"
hub_leaf_url = "tls://hub.example:7422"
site_seed_file = "site.seed"
data_folder = "data"
"""
SCANNER = """
[[scanners]]
scanner_id = "mr2"
name = "MR2"
driver = "virtual"
control = { host = "127.0.0.1", port = 7711 }
console = { host = "127.0.0.1", port = 5911 }
storage = { port = 11112 }
"""


def read(tmp_path: Path, text: str) -> GatewaySettings:
    file = tmp_path / "gateway.toml"
    file.write_text(text, encoding="utf-8")
    return load(GatewaySettings, file)


def test_what_is_not_said_is_the_safe_choice(tmp_path: Path) -> None:
    settings = read(tmp_path, HEAD + SCANNER)
    assert settings.policy.identity is IdentityPolicy.MASKED
    assert settings.local_page_host == "127.0.0.1"
    assert settings.policy.running_sessions_per_expert == 1


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELESCAN_GATEWAY_POLICY__LEASE_SECONDS", "60")
    assert read(tmp_path, HEAD + SCANNER).policy.lease_seconds == 60


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
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, field: str) -> None:
    whole = HEAD + SCANNER
    assert old in whole
    with pytest.raises(ConfigurationError, match=field):
        read(tmp_path, whole.replace(old, new))


def test_a_site_has_each_scanner_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="same scanner_id"):
        read(tmp_path, HEAD + SCANNER + SCANNER)


def test_a_console_only_scanner_says_what_it_is(tmp_path: Path) -> None:
    text = HEAD + SCANNER.replace("virtual", "console_only")
    with pytest.raises(ConfigurationError, match="model"):
        read(tmp_path, text)
    text += (
        'model = { name = "X", manufacturer = "Y", vocabulary = "ge",'
        " field_strength_t = 1.5, gradient_max_mt_m = 33, slew_max_t_m_s = 120,"
        ' b1_max_ut = 20, receive_coil = "Head", receive_channels = 8 }\n'
    )
    entry = read(tmp_path, text).scanners[0]
    assert type(make_driver(entry)).__name__ == "ConsoleOnlyDriver"

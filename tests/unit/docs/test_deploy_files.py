"""The example settings are ones that the programs take, and the units start what there is."""

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from telescan.cli import telescan
from telescan.configuration import ProgramSettings, load
from telescan.gateway.settings import DriverKind, GatewaySettings
from telescan.hub.settings import HubSettings
from telescan.virtual.settings import ScannerSettings

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


@pytest.mark.parametrize(
    ("file", "cls"),
    [
        ("hub.toml", HubSettings),
        ("gateway.toml", GatewaySettings),
        ("scanner.toml", ScannerSettings),
    ],
)
def test_an_example_is_taken(file: str, cls: type[ProgramSettings]) -> None:
    assert load(cls, DEPLOY / file)


def test_hub_and_gateway_of_the_examples_fit() -> None:
    hub = load(HubSettings, DEPLOY / "hub.toml")
    gateway = load(GatewaySettings, DEPLOY / "gateway.toml")
    assert gateway.hub_url == hub.public_url
    assert gateway.hub_leaf_url.endswith(f":{hub.nats.leaf_port}")
    assert hub.secure
    assert hub.nats.tls is not None
    assert {scanner.driver for scanner in gateway.scanners} == set(DriverKind)


def test_the_virtual_scanner_fits_its_gateway() -> None:
    scanner = load(ScannerSettings, DEPLOY / "scanner.toml")
    gateway = load(GatewaySettings, DEPLOY / "gateway.toml")
    entry = next(s for s in gateway.scanners if s.driver is DriverKind.VIRTUAL)
    assert entry.control is not None
    ports = (entry.control.port, entry.console.port, entry.storage.port)
    assert ports == (scanner.control_port, scanner.rfb_port, scanner.dicom.port)
    assert entry.storage.ae_title == scanner.dicom.called_ae_title


def test_an_example_shows_a_site_without_a_key_of_its_own() -> None:
    text = (DEPLOY / "hub.toml").read_text(encoding="utf-8")
    assert "sites" not in tomllib.loads(text)
    assert "# [[sites]]" in text


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_that_there_is(unit: Path) -> None:
    line = next(li for li in unit.read_text().splitlines() if li.startswith("ExecStart="))
    program, command, option, config = line.removeprefix("ExecStart=").split()
    assert (Path(program).name, option) == ("telescan", "--config")
    assert command in telescan.commands
    assert (DEPLOY / Path(config).name).exists()
    assert f"User=telescan-{command}" in unit.read_text()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_a_unit(unit: Path, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not there")
    # Whether /opt/telescan is there is not asked here.
    here = tmp_path / unit.name
    here.write_text(unit.read_text().replace("/opt/telescan/.venv/bin/telescan", "/bin/true"))
    ended = subprocess.run(
        [analyze, "verify", "--man=no", here], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")

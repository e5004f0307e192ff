"""The demo's settings are ones that the programs themselves accept."""

from pathlib import Path

import tomli_w

from telescan.configuration import load
from telescan.demo.group import HOSPITALS, PORTS_OF_HOSPITAL, PORTS_OF_HUB, Settings, group
from telescan.gateway.settings import GatewaySettings
from telescan.hub.settings import HubSettings
from telescan.virtual.room.camera import PATH
from telescan.virtual.settings import ScannerSettings
from telescan.wire.keys import make_key

CLASSES = {"hub": HubSettings, "gateway": GatewaySettings, "scanner": ScannerSettings}


def made(folder: Path) -> tuple[Settings, ...]:
    count = PORTS_OF_HUB + PORTS_OF_HOSPITAL * len(HOSPITALS)
    return group(
        folder,
        port=8080,
        ports=list(range(20_000, 20_000 + count)),
        site_keys={hospital.site_id: make_key().public for hospital in HOSPITALS},
        speed=20,
    )


def test_every_program_accepts_its_settings(tmp_path: Path) -> None:
    for program in made(tmp_path):
        file = tmp_path / "settings.toml"
        file.write_text(tomli_w.dumps(program.values))
        load(CLASSES[program.command], file)


def test_the_gateway_looks_where_its_scanner_is(tmp_path: Path) -> None:
    programs = {program.name: program.values for program in made(tmp_path)}
    for hospital in HOSPITALS:
        scanner = programs[f"scanner-{hospital.scanner_id}"]
        entry = programs[f"gateway-{hospital.site_id}"]["scanners"][0]
        assert entry["control"]["port"] == scanner["control_port"]
        assert entry["console"]["port"] == scanner["rfb_port"]
        assert entry["storage"]["port"] == scanner["dicom"]["port"]


def test_one_scanner_has_an_injector_and_a_camera_that_its_gateway_looks_at(
    tmp_path: Path,
) -> None:
    programs = {program.name: program.values for program in made(tmp_path)}
    scanner = programs["scanner-county-mr2"]
    injector, room = programs["gateway-county"]["scanners"][0]["sources"]
    assert injector["screen"]["port"] == scanner["injector_rfb_port"]
    assert room["url"] == f"http://127.0.0.1:{scanner['camera_port']}{PATH}"
    assert programs["gateway-hq"]["scanners"][0]["sources"] == []

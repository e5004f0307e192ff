"""The demo's hospital group on paper: which sites and scanners, and every program's settings.

Pure: folders, ports and keys come in, settings go out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Hospital:
    """One site with its one scanner."""

    site_id: str
    site_name: str
    scanner_id: str
    scanner_name: str
    model: str
    serial_number: str
    seed: int
    language: str
    """Of the scanner's console."""
    with_injector_and_camera: bool = False
    """Whether the scanner has more to look at than its console."""


HOSPITALS = (
    Hospital("hq", "Headquarters", "hq-mr1", "MR1", "Aster 3T", "A3-0117", 1, "en"),
    Hospital(
        "county",
        "County hospital",
        "county-mr2",
        "MR2",
        "Borealis 1.5T",
        "B15-0042",
        2,
        "zh-CN",
        with_injector_and_camera=True,
    ),
)

IDENTITY_AREA = {"x": 240, "y": 0, "width": 970, "height": 70}
"""Where the virtual scanner's console shows the patient, at its size of 1920 x 1080."""

PORTS_OF_HUB = 3
PORTS_OF_HOSPITAL = 6


@dataclass(frozen=True)
class Settings:
    """One program's settings: its command, its name, and what its TOML file says."""

    command: str
    name: str
    values: dict[str, Any]


def group(
    folder: Path, *, port: int, ports: list[int], site_keys: dict[str, str], speed: float
) -> tuple[Settings, ...]:
    """Return the settings of all programs in the order in which they are started.

    ``ports`` are free loopback ports, ``PORTS_OF_HUB`` and ``PORTS_OF_HOSPITAL`` for each hospital;
    ``site_keys`` has each site's public key; each site's seed is in ``seed_file``.
    """
    free = iter(ports)
    client_port, leaf_port, quic_port = next(free), next(free), next(free)
    hub = Settings(
        "hub",
        "hub",
        {
            "data_folder": str(folder / "hub"),
            "port": port,
            "nats": {"client_port": client_port, "leaf_port": leaf_port},
            "quic": {"port": quic_port},
            "sites": [
                {
                    "site_id": hospital.site_id,
                    "name": hospital.site_name,
                    "public_key": site_keys[hospital.site_id],
                }
                for hospital in HOSPITALS
            ],
        },
    )
    programs = [hub]
    for hospital in HOSPITALS:
        programs += _site(hospital, folder, free, port=port, leaf_port=leaf_port, speed=speed)
    return tuple(programs)


def seed_file(folder: Path, site_id: str) -> Path:
    """Return where a site's key is kept."""
    return folder / f"gateway-{site_id}.seed"


def _site(
    hospital: Hospital,
    folder: Path,
    free: Iterator[int],
    *,
    port: int,
    leaf_port: int,
    speed: float,
) -> tuple[Settings, Settings]:
    console, control, storage, page = next(free), next(free), next(free), next(free)
    injector, camera = next(free), next(free)
    more = hospital.with_injector_and_camera
    scanner = Settings(
        "scanner",
        f"scanner-{hospital.scanner_id}",
        {
            "name": hospital.scanner_name,
            "institution": hospital.site_name,
            "model": hospital.model,
            "serial_number": hospital.serial_number,
            "data_folder": str(folder / f"scanner-{hospital.scanner_id}"),
            "rfb_port": console,
            "control_port": control,
            "dicom": {"port": storage},
            "speed": speed,
            "seed": hospital.seed,
            "language": hospital.language,
            **({"injector_rfb_port": injector, "camera_port": camera} if more else {}),
        },
    )
    gateway = Settings(
        "gateway",
        f"gateway-{hospital.site_id}",
        {
            "site_id": hospital.site_id,
            "site_name": hospital.site_name,
            "hub_url": f"http://127.0.0.1:{port}",
            "hub_leaf_url": f"nats://127.0.0.1:{leaf_port}",
            "site_seed_file": str(seed_file(folder, hospital.site_id)),
            "data_folder": str(folder / f"gateway-{hospital.site_id}"),
            "local_page_port": page,
            "scanners": [
                {
                    "scanner_id": hospital.scanner_id,
                    "name": hospital.scanner_name,
                    "driver": "virtual",
                    "control": {"host": "127.0.0.1", "port": control},
                    "console": {"host": "127.0.0.1", "port": console},
                    "identity_areas": [IDENTITY_AREA],
                    "storage": {"port": storage},
                    "sources": _sources(injector, camera) if more else [],
                }
            ],
        },
    )
    return scanner, gateway


def _sources(injector: int, camera: int) -> list[dict[str, Any]]:
    return [
        {
            "source_id": "injector",
            "name": "Injector",
            "kind": "rfb",
            "screen": {"host": "127.0.0.1", "port": injector},
        },
        {
            "source_id": "room",
            "name": "Room",
            "kind": "camera",
            "url": f"http://127.0.0.1:{camera}/room.mjpg",
            "frames_per_s": 5.0,
        },
    ]

"""A gateway that cannot start says why in one line."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.peers.gateway_site import Program, gateway_settings

from telescan.wire.keys import make_key, write_key


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"surprise": 1}, "surprise: no such setting"),
        ({"site_seed_file": "/nonexistent/seed"}, "/nonexistent/seed"),
        ({"data_folder": "/proc/gateway"}, "data_folder"),
        ({"hub_url": "https://hub.example", "hub_ca_file": "/nonexistent/ca"}, "hub_ca_file"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: dict[str, object], said: str) -> None:
    write_key(tmp_path / "site.seed", make_key())
    settings = gateway_settings(
        tmp_path, leaf_port=7422, hub_port=8080, console=5900, control=7700, storage=11112
    )
    Program("gateway", settings | change, tmp_path)
    ended = subprocess.run(
        [sys.executable, "-m", "telescan.cli", "gateway", "--config", tmp_path / "gateway.toml"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert said in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1

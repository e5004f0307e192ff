"""A gateway's settings as a file."""

from pathlib import Path

import pytest


@pytest.fixture
def gateway_file(tmp_path: Path) -> Path:
    file = tmp_path / "gateway.toml"
    file.write_text(
        """
site_id = "county"
site_name = "County hospital"
hub_url = "https://hub.example"
hub_leaf_url = "tls://hub.example:7422"
site_seed_file = "site.seed"
data_folder = "data"

[[scanners]]
scanner_id = "mr2"
name = "MR2"
driver = "virtual"
control = { host = "127.0.0.1", port = 7711 }
console = { host = "127.0.0.1", port = 5911 }
storage = { port = 11112 }
""",
        encoding="utf-8",
    )
    return file

"""What a hub may be told: every fault is named before anything starts."""

from pathlib import Path
from typing import Any

import pytest
import tomli_w

from telescan.configuration import ConfigurationError, load
from telescan.hub.settings import HubSettings
from telescan.wire.keys import make_key

KEY = make_key().public


def site(site_id: str, public_key: str = KEY) -> dict[str, str]:
    return {"site_id": site_id, "name": site_id, "public_key": public_key}


def loaded(folder: Path, **values: Any) -> HubSettings:
    file = folder / "hub.toml"
    file.write_text(tomli_w.dumps({"data_folder": str(folder), **values}))
    return load(HubSettings, file)


def test_a_mistyped_key_of_a_site_is_named(tmp_path: Path) -> None:
    mistyped = KEY[:-1] + ("A" if KEY[-1] != "A" else "B")
    with pytest.raises(ConfigurationError, match=r"sites\.0\.public_key: .*public nkey"):
        loaded(tmp_path, sites=[site("county", mistyped)])


def test_two_sites_cannot_have_one_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="each public_key"):
        loaded(tmp_path, sites=[site("county"), site("hq")])


@pytest.mark.parametrize("host", ["::", "192.0.2.1", "hub.example.org"])
def test_a_hub_open_to_the_network_needs_tls(tmp_path: Path, host: str) -> None:
    with pytest.raises(ConfigurationError, match="without TLS"):
        loaded(tmp_path, host=host)

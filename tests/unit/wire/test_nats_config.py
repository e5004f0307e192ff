import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from telescan.wire.errors import InsecureListenerError
from telescan.wire.keys import make_key
from telescan.wire.nats_config import (
    HubServerSettings,
    SiteAccess,
    SiteServerSettings,
    TlsFiles,
    hub_config,
    site_config,
)

PUBLIC = make_key().public


def hub(**changes: object) -> HubServerSettings:
    values: dict[str, object] = {
        "folder": Path("x"),
        "client_port": 4222,
        "leaf_port": 7422,
        "client_public_key": PUBLIC,
        "system_public_key": PUBLIC,
    }
    return HubServerSettings.model_validate(values | changes)


def site(**changes: object) -> SiteServerSettings:
    values: dict[str, object] = {
        "folder": Path("x"),
        "client_port": 4222,
        "site_id": "county",
        "hub_url": "tls://hub.example:7422",
        "client_public_key": PUBLIC,
        "system_public_key": PUBLIC,
    }
    return SiteServerSettings.model_validate(values | changes)


def test_the_hub_does_not_listen_to_the_network_without_tls() -> None:
    with pytest.raises(InsecureListenerError, match=r"tls\.cert_file"):
        hub_config(hub(leaf_host="0.0.0.0"))  # noqa: S104
    tls = TlsFiles(cert_file=Path("c"), key_file=Path("k"))
    config = json.loads(hub_config(hub(leaf_host="0.0.0.0", tls=tls)))  # noqa: S104
    assert config["leafnodes"]["tls"] == {"cert_file": "c", "key_file": "k"}


def test_a_site_does_not_go_through_the_network_without_tls() -> None:
    with pytest.raises(InsecureListenerError, match="tls://"):
        site_config(site(hub_url="nats-leaf://hub.example:7422"), seed="S")
    assert json.loads(site_config(site(), seed="S"))["leafnodes"]["remotes"][0]["tls"] == {}


def test_clients_are_taken_from_this_machine_only() -> None:
    assert json.loads(hub_config(hub()))["listen"] == "127.0.0.1:4222"
    assert json.loads(site_config(site(), seed="S"))["listen"] == "127.0.0.1:4222"


def test_what_is_acknowledged_is_on_disk() -> None:
    for config in (hub_config(hub()), site_config(site(), seed="S")):
        assert json.loads(config)["jetstream"]["sync_interval"] == "always"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"client_public_key": "x"}, "client_public_key"),
        ({"leaf_port": 0}, "leaf_port"),
        ({"leafport": 1}, "leafport"),
        ({"sites": [{"site_id": "a.b", "public_key": PUBLIC}]}, "site_id"),
        ({"sites": [SiteAccess(site_id="a", public_key=PUBLIC)] * 2}, "each site"),
    ],
)
def test_a_wrong_setting_is_named(changes: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        hub(**changes)

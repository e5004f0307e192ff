import os
from datetime import UTC, datetime, timedelta

import nkeys
import pytest

from telescan.console.routes import same_origin
from telescan.wire.console_channel_key import ChannelKeyError, read_headers, sign, verify

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def key_pair() -> tuple[bytes, str]:
    seed = bytes(nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_USER))
    return seed, nkeys.from_seed(seed).public_key.decode()


SEED, PUBLIC = key_pair()


@pytest.mark.parametrize("apart_s", [-59, 0, 59])
def test_a_signature_by_the_sites_key_is_taken_within_the_clock_window(apart_s):
    headers = read_headers(sign(SEED, "county", "mr2", "console", NOW).as_dict())
    verify(headers, PUBLIC, "mr2", "console", NOW + timedelta(seconds=apart_s))


@pytest.mark.parametrize("apart_s", [-61, 61])
def test_a_clock_too_far_away_is_named(apart_s):
    headers = sign(SEED, "county", "mr2", "console", NOW)
    with pytest.raises(ChannelKeyError, match="61 s apart"):
        verify(headers, PUBLIC, "mr2", "console", NOW + timedelta(seconds=apart_s))


def test_another_sites_key_is_refused():
    with pytest.raises(ChannelKeyError, match="not by this site's key"):
        verify(sign(SEED, "county", "mr2", "console", NOW), key_pair()[1], "mr2", "console", NOW)


def test_a_signature_counts_for_one_source_of_one_scanner_of_one_site():
    with pytest.raises(ChannelKeyError, match="mr2"):
        verify(sign(SEED, "county", "mr2", "console", NOW), PUBLIC, "mr1", "console", NOW)
    with pytest.raises(ChannelKeyError, match="mr2/injector"):
        verify(sign(SEED, "county", "mr2", "injector", NOW), PUBLIC, "mr2", "console", NOW)
    altered = sign(SEED, "county", "mr2", "injector", NOW).as_dict()
    altered |= {"x-telescan-source": "console"}
    with pytest.raises(ChannelKeyError, match="signature"):
        verify(read_headers(altered), PUBLIC, "mr2", "console", NOW)
    altered = sign(SEED, "county", "mr2", "console", NOW).as_dict() | {"x-telescan-site": "other"}
    with pytest.raises(ChannelKeyError, match="signature"):
        verify(read_headers(altered), PUBLIC, "mr2", "console", NOW)


@pytest.mark.parametrize(
    "name", [f"x-telescan-{name}" for name in ("site", "scanner", "source", "time", "signature")]
)
def test_a_missing_header_is_named(name):
    headers = sign(SEED, "county", "mr2", "console", NOW).as_dict()
    del headers[name]
    with pytest.raises(ChannelKeyError, match=name):
        read_headers(headers)


@pytest.mark.parametrize("name", ["x-telescan-time", "x-telescan-signature"])
def test_a_malformed_header_is_refused(name):
    with pytest.raises(ChannelKeyError, match="malformed"):
        read_headers(sign(SEED, "county", "mr2", "console", NOW).as_dict() | {name: "!"})


@pytest.mark.parametrize("public", ["", "U", "not a key", "U" * 56])
def test_a_malformed_public_key_is_an_error_of_ours(public):
    with pytest.raises(ChannelKeyError):
        verify(sign(SEED, "county", "mr2", "console", NOW), public, "mr2", "console", NOW)


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("https://hub.example", "hub.example", True),
        ("https://hub.example:8443", "hub.example:8443", True),
        ("http://localhost:5173", "localhost:8080", True),
        ("https://evil.example", "hub.example", False),
        ("https://hub.example.evil.example", "hub.example", False),
        ("null", "hub.example", False),
        (None, "hub.example", False),
    ],
)
def test_only_pages_of_the_hub_itself_may_look(origin, host, same):
    assert same_origin(origin, host, frozenset({"http://localhost:5173"})) is same

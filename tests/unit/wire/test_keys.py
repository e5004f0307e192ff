from pathlib import Path

import nkeys
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.wire.errors import KeyFileError
from telescan.wire.keys import (
    is_public_key,
    key_from_seed,
    make_key,
    read_key,
    read_or_make_key,
    verify,
    write_key,
)


@given(seed=st.binary(min_size=32, max_size=32), data=st.binary())
def test_keys_are_those_of_the_nkeys_library(seed: bytes, data: bytes) -> None:
    text = nkeys.encode_seed(seed, nkeys.PREFIX_BYTE_USER).decode()
    theirs, ours = nkeys.from_seed(bytearray(text.encode())), key_from_seed(text)
    assert ours.public == theirs.public_key.decode()
    assert ours.sign(data) == theirs.sign(data)


@given(data=st.binary(), other=st.binary())
def test_a_signature_holds_for_its_data_and_key_only(data: bytes, other: bytes) -> None:
    key = make_key()
    signature = key.sign(data)
    assert verify(key.public, data, signature)
    assert verify(key.public, other, signature) == (other == data)
    assert not verify(make_key().public, data, signature)
    assert not verify("nonsense", data, signature)


def test_one_wrong_letter_makes_no_key() -> None:
    public = make_key().public
    assert is_public_key(public)
    assert not is_public_key(public[:-1] + ("A" if public[-1] != "A" else "Q"))
    assert not is_public_key(make_key().seed)
    assert not is_public_key("")


def test_a_key_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "site.nk"
    key = read_or_make_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_or_make_key(path) == key
    path.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        read_key(path)


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "site.nk"
    write_key(path, make_key())
    with pytest.raises(KeyFileError, match="exists already"):
        write_key(path, make_key())


@pytest.mark.parametrize("content", ["", "hello", "SUAAA", "SA" + "A" * 56])
def test_a_file_that_holds_no_seed_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "site.nk"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match=r"site\.nk: not a user's nkey seed"):
        read_key(path)


def test_the_seed_shows_nowhere() -> None:
    key = make_key()
    assert key.seed not in repr(key)

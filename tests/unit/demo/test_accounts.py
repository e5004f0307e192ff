"""The demo's passwords are random, kept, and readable by their owner only."""

from pathlib import Path

import pytest

from telescan.configuration import ConfigurationError
from telescan.demo.accounts import accounts


def test_two_demos_have_different_passwords(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    first = {account.password for account in accounts(tmp_path / "a")}
    second = {account.password for account in accounts(tmp_path / "b")}
    assert len(first) == len(second) == 5
    assert not first & second


def test_a_demo_keeps_its_passwords(tmp_path: Path) -> None:
    assert accounts(tmp_path) == accounts(tmp_path)


def test_the_passwords_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    accounts(tmp_path)
    assert (tmp_path / "passwords.json").stat().st_mode & 0o077 == 0


def test_a_damaged_file_of_passwords_is_named(tmp_path: Path) -> None:
    (tmp_path / "passwords.json").write_text('{"county": ')
    with pytest.raises(ConfigurationError, match=r"passwords\.json: .*Remove the file"):
        accounts(tmp_path)

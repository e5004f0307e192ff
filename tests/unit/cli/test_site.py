from pathlib import Path

from tests.unit.cli.conftest import Run

from telescan.wire.keys import read_key


def test_a_site_key_is_its_owners_alone_and_its_public_key_is_printed(
    run: Run, tmp_path: Path
) -> None:
    seed_file = tmp_path / "county.seed"
    ended = run("site", "key", "--out", seed_file, "--json")
    assert ended.code == 0
    assert seed_file.stat().st_mode & 0o777 == 0o600
    assert ended.json["public_key"] == read_key(seed_file).public
    assert read_key(seed_file).seed not in ended.out + ended.err


def test_a_key_that_exists_is_kept(run: Run, tmp_path: Path) -> None:
    seed_file = tmp_path / "county.seed"
    before = run("site", "key", "--out", seed_file).out.strip()
    ended = run("site", "key", "--out", seed_file)
    assert ended.code == 2
    assert "a key exists already" in ended.err
    assert read_key(seed_file).public == before

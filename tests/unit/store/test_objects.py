from pathlib import Path

import pytest

from telescan.store.objects import FolderObjectStore, ObjectMissingError, ObjectStoreError


async def test_an_object_comes_back_as_it_was_put(tmp_path: Path) -> None:
    store = FolderObjectStore(tmp_path)
    await store.put("ab/cd.dcm", b"first")
    await store.put("ab/cd.dcm", b"second")
    assert await store.get("ab/cd.dcm") == b"second"
    assert [path.name for path in (tmp_path / "ab").iterdir()] == ["cd.dcm"]


async def test_what_is_deleted_is_missing(tmp_path: Path) -> None:
    store = FolderObjectStore(tmp_path)
    await store.put("ab/cd.dcm", b"x")
    await store.delete("ab/cd.dcm")
    await store.delete("ab/cd.dcm")
    with pytest.raises(ObjectMissingError, match=r"ab/cd\.dcm"):
        await store.get("ab/cd.dcm")


@pytest.mark.parametrize("key", ["", "/etc/passwd", "../x", "a/../b", "a//b", "A", "a b", "a/"])
async def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    with pytest.raises(ObjectStoreError, match="object key"):
        await FolderObjectStore(tmp_path / "objects").put(key, b"x")
    assert list(tmp_path.iterdir()) == []


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "objects").write_text("a file stands in the way")
    with pytest.raises(ObjectStoreError, match=r"objects \(.+\)"):
        await FolderObjectStore(tmp_path / "objects").put("a/b", b"x")

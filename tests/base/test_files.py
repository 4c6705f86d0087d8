"""A file is whole or it is not there."""

import hashlib
import os
import stat
from pathlib import Path

import pytest

from desktop_app.base.files import make_private_folder, sha256_of, write_atomically
from desktop_app.base.paths import DataFolder, resource


def test_the_file_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "job.zip"
    with write_atomically(target) as stream:
        stream.write(b"all of it")
        assert not target.exists()
    assert target.read_bytes() == b"all of it"


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "job.zip"
    target.write_bytes(b"before")
    with pytest.raises(OSError, match="disk is full"), write_atomically(target) as stream:
        stream.write(b"half")
        raise OSError("disk is full")
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(os.name == "nt", reason="Windows protects the profile folder instead")
def test_only_the_owner_can_read_what_was_written(tmp_path: Path) -> None:
    target = tmp_path / "secret.json"
    with write_atomically(target) as stream:
        stream.write(b"{}")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    make_private_folder(tmp_path / "inner")
    assert stat.S_IMODE((tmp_path / "inner").stat().st_mode) == 0o700


def test_a_hash_is_that_of_the_content(tmp_path: Path) -> None:
    content = os.urandom(3_000_000)
    (tmp_path / "f").write_bytes(content)
    assert sha256_of(tmp_path / "f") == hashlib.sha256(content).hexdigest()


def test_a_data_folder_makes_its_rooms_private(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data").create()
    for room in (folder.job_files, folder.receipts, folder.logs, folder.backups, folder.exports):
        assert room.is_dir()
        assert room.is_relative_to(folder.root)


def test_resources_are_found_in_the_source_tree() -> None:
    assert resource("translations", "nb").is_dir()

"""`support-bundle`: written where it is asked for, and listed."""

import zipfile
from pathlib import Path

from tests.helpers.command_line import CommandLine


def test_the_bundle_is_written_and_its_files_are_named(tmp_path: Path) -> None:
    target = tmp_path / "støtte.zip"
    answer = CommandLine(tmp_path / "data").json("support-bundle", "--out", target)
    with zipfile.ZipFile(target) as bundle:
        sizes = {info.filename: info.file_size for info in bundle.infolist()}
    assert answer.status == 0
    assert answer.data["file"] == str(target)
    assert {file["name"]: file["bytes"] for file in answer.data["files"]} == sizes
    assert {"program.json", "database.json", "settings.json", "failures.json", "log.jsonl"} == set(sizes)


def test_a_person_is_told_to_look_first(tmp_path: Path) -> None:
    answer = CommandLine(tmp_path / "data").run("support-bundle", "--out", tmp_path / "a.zip")
    assert "Look at them before you send them" in answer.out


def test_a_folder_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    answer = CommandLine(tmp_path / "data").json("support-bundle", "--out", tmp_path / "no" / "a.zip")
    assert answer.status == 3
    assert "was not saved" in answer.error["title"]

"""`self-check`: for whoever installs the program, and for the one that packs it."""

from pathlib import Path

import pytest

from desktop_app import __version__
from desktop_app.services import self_check
from tests.helpers.command_line import CommandLine


def test_it_says_what_was_found_and_touches_no_data(tmp_path: Path) -> None:
    line = CommandLine(tmp_path / "data")
    answer = line.json("self-check")
    assert (answer.status, answer.data["version"], answer.data["packed"]) == (0, __version__, False)
    assert all(check["ok"] for check in answer.data["checks"])
    assert not (tmp_path / "data").exists()


def test_a_broken_installation_ends_with_3_and_names_what_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(self_check, "_LOOKS", {"gone": lambda: str(1 // 0), "here": lambda: "yes"})
    answer = CommandLine(tmp_path / "data").json("self-check")
    assert answer.status == 3
    assert "gone" in answer.data["error"]["message"]
    assert [check["ok"] for check in answer.data["checks"]] == [False, True]

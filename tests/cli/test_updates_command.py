"""`updates check`: asked by hand."""

from pathlib import Path

import pytest

from desktop_app.services import building
from tests.helpers.command_line import CommandLine
from tests.helpers.fake_clock import FakeClock
from tests.helpers.update_server import PAGE, update_server


def test_a_build_without_a_source_says_so(tmp_path: Path) -> None:
    answer = CommandLine(tmp_path / "data").json("updates", "check")
    assert (answer.status, answer.data["reached"], answer.data["newer"]) == (0, False, None)
    assert "without a place to ask" in answer.data["message"]


def test_a_newer_version_is_named_with_its_page_and_a_false_one_needs_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FakeClock()
    line = CommandLine(tmp_path / "data", clock=clock)
    with update_server(tmp_path) as server:
        monkeypatch.setattr(building, "built_in_source", lambda: server.source)
        server.say("99.0", clock.now())
        answer = line.json("updates", "check")
        assert (answer.status, answer.data["newer"], answer.data["page"]) == (0, "99.0", PAGE)
        assert PAGE in line.run("updates", "check").out
        server.answer(b"{}")
        refused = line.json("updates", "check")
        assert (refused.status, refused.data["refused"]) == (1, "not_understood")

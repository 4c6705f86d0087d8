"""Whether an installation has all that it needs."""

import shutil
from pathlib import Path

import pytest

from desktop_app.base.paths import resource
from desktop_app.services import self_check as room
from desktop_app.services.self_check import self_check


def test_the_source_tree_has_all_that_it_needs() -> None:
    assert [each for each in self_check() if not each.ok] == []


@pytest.mark.parametrize(
    ("folder", "missing"),
    [
        ("schema", {"schemas"}),
        ("translations", {"translations"}),
        ("icons", {"icons"}),
        ("guide/sv", {"guide"}),
        ("guide/pictures/nb", {"guide"}),
    ],
)
def test_what_was_lost_on_the_way_is_named_and_the_rest_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, missing: set[str]
) -> None:
    shutil.copytree(resource(), tmp_path / "resources")
    shutil.rmtree(tmp_path / "resources" / folder)
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    found = list(self_check())
    assert {each.name for each in found if not each.ok} == missing
    assert len(found) == len(room._LOOKS)

"""The packed program, where there is one: `dev.py build` tries it at its end too, this does so at any time."""

import sys

import pytest

from installer.build import BUNDLE, FOLDER, NOTICES
from installer.smoke import try_program

PROGRAM = BUNDLE if sys.platform == "darwin" else FOLDER

pytestmark = [
    pytest.mark.packed,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not PROGRAM.exists(), reason="dev.py build has not been run here"),
]


def test_it_works_where_no_python_can_be_found() -> None:
    seen = list(try_program(PROGRAM))
    assert seen[-2:] == ["its window opens and closes, in nb, sv and en", "it opens a saved mailing"]


def test_licences_and_version_are_inside() -> None:
    inside = PROGRAM / "Contents" / "Resources" if sys.platform == "darwin" else PROGRAM / "_internal"
    names = {path.name for path in (inside / "licences").iterdir()}
    assert names == {"LICENSE.txt", "VERSION.txt", NOTICES, "sbom.cdx.json"}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at what Debian keeps")
def test_the_systems_libraries_are_in_the_notices_too() -> None:
    notices = (PROGRAM / "_internal" / "licences" / NOTICES).read_text(encoding="utf-8")
    assert "A library of the system it was built on." in notices


def test_nothing_of_the_tests_or_the_tools_is_inside() -> None:
    names = {path.name.partition(".")[0].partition("-")[0].lower() for path in PROGRAM.rglob("*")}
    assert not names & {"pytest", "hypothesis", "mypy", "pyinstaller", "uv", "pip", "tkinter"}

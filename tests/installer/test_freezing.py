"""What of the libraries goes into the packed program."""

import importlib.util

import pytest

from installer.freezing import Strangers, foreign_modules, hold_to, is_used
from installer.notices import locked_names


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/lib/libQt6Core.so.6",
        "PySide6/Qt6Core.dll",
        "babel/locale-data/nb.dat",
        "babel/locale-data/sv_SE.dat",
        "babel/global.dat",
        "_cffi_backend.cpython-311-x86_64-linux-gnu.so",
        "certifi/cacert.pem",
        "resources/translations/nb/ui.po",
    ],
)
def test_what_the_program_uses_is_kept(name: str) -> None:
    assert is_used(name)


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6\\plugins\\imageformats\\qtiff.dll",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6\\opengl32sw.dll",
        "babel/locale-data/de_DE.dat",
        "stdnum/oui.dat",
    ],
)
def test_what_nothing_of_it_reaches_is_left_out(name: str) -> None:
    assert not is_used(name)


def test_the_modules_of_the_tools_are_foreign_to_the_program() -> None:
    known = {
        "paramiko": ["paramiko"],
        "jaraco": ["jaraco.classes", "jaraco.tool"],
        "chardet": ["chardet"],
        "PySide6": ["PySide6_Essentials"],
    }
    own = ["paramiko", "jaraco-classes", "pyside6-essentials"]
    assert foreign_modules(own, known) == ["chardet"]
    assert {"pytest", "mypy"} <= set(foreign_modules(locked_names()))


def test_what_the_lock_does_not_name_stops_the_build() -> None:
    ours, foreign = (importlib.util.find_spec(name) for name in ("paramiko", "pytest"))
    assert ours is not None
    assert foreign is not None
    hold_to(
        locked_names(), [("paramiko", str(ours.origin), "PYMODULE"), ("desktop_app", __file__, "PYMODULE")]
    )
    with pytest.raises(Strangers, match="pytest of pytest"):
        hold_to(locked_names(), [("pytest", str(foreign.origin), "PYMODULE")])

"""What of the libraries goes into the packed program."""

import pytest

from installer.freezing import is_used


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
    ],
)
def test_what_nothing_of_it_reaches_is_left_out(name: str) -> None:
    assert not is_used(name)

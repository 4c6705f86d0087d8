"""What the systems are told of the program: its name, its version, its kind of document."""

import plistlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app import __version__

if TYPE_CHECKING:
    from PyInstaller.utils.win32.versioninfo import VSVersionInfo

MAC_INFORMATION = Path(__file__).resolve().parent / "macos" / "Info.plist"


def mac_information() -> dict[str, Any]:
    """The bundle's Info.plist with the version filled in."""
    with MAC_INFORMATION.open("rb") as stream:
        information: dict[str, Any] = plistlib.load(stream)
    return information | {"CFBundleShortVersionString": __version__, "CFBundleVersion": __version__}


def windows_version(program: str) -> "VSVersionInfo":
    """What Windows shows under a program's properties. Can only be made on Windows."""
    from PyInstaller.utils.win32.versioninfo import (
        FixedFileInfo,
        StringFileInfo,
        StringStruct,
        StringTable,
        VarFileInfo,
        VarStruct,
        VSVersionInfo,
    )

    numbers = (*(int(part) for part in __version__.split(".")), 0)
    words = {
        "CompanyName": "Brevdue",
        "FileDescription": "Brevdue",
        "FileVersion": __version__,
        "InternalName": program,
        "LegalCopyright": "MIT licence",
        "OriginalFilename": f"{program}.exe",
        "ProductName": "Brevdue",
        "ProductVersion": __version__,
    }
    table = StringTable("040904B0", [StringStruct(name, value) for name, value in words.items()])
    return VSVersionInfo(
        ffi=FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[StringFileInfo([table]), VarFileInfo([VarStruct("Translation", [1033, 1200])])],
    )

"""What goes into the frozen program, and what PyInstaller finds that the program has no use for."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

Entry = tuple[str, str, str]
"""As PyInstaller keeps a file: its name in the program, where it lies now, and its kind."""

UNUSED_MODULES = [
    "IPython",
    "PIL.AvifImagePlugin",
    "PIL.ImageQt",
    "PIL.ImageTk",
    "PIL.WebPImagePlugin",
    "PIL._avif",
    "PIL._imagingcms",
    "PIL._imagingft",
    "PIL._imagingtk",
    "PIL._webp",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "aiosqlite",
    "hypothesis",
    "lib2to3",
    "lxml.isoschematron",
    "mypy",
    "numpy",
    "pip",
    "pypdfium2_cli",
    "pytest",
    "readline",
    "setuptools",
    "test",
    "tkinter",
    "unittest",
    "uv",
]

QT_PLUGINS = frozenset(
    {
        "iconengines/qsvgicon",
        "imageformats/qjpeg",
        "imageformats/qsvg",
        "platforminputcontexts/composeplatforminputcontextplugin",
        "platforminputcontexts/ibusplatforminputcontextplugin",
        "platforms/qcocoa",
        "platforms/qoffscreen",
        "platforms/qwayland",
        "platforms/qwindows",
        "platforms/qxcb",
        "platformthemes/qxdgdesktopportal",
        "printsupport/cocoaprintersupport",
        "printsupport/cupsprintersupport",
        "printsupport/windowsprintersupport",
        "styles/qmacstyle",
        "styles/qmodernwindowsstyle",
        "wayland-decoration-client/adwaita",
        "wayland-decoration-client/bradient",
        "wayland-shell-integration/xdg-shell",
    }
)
"""The plugins of Qt that the window uses on one of the systems, without what the systems put around the name."""

LANGUAGES = frozenset({"root", "en", "en_001", "en_GB", "nb", "nb_NO", "no", "sv", "sv_SE"})
"""What Babel has to know: the program's languages and those that they are based on."""

_WINDOWS_LEFT_OUT = re.compile(r"(opengl32sw|d3dcompiler_\d+)\.dll$", re.IGNORECASE)
"""Drawing in three dimensions by software; the window draws in two."""


def only_needed(binaries: Iterable[Entry], datas: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """PyInstaller's libraries and data without those that nothing of the program reaches."""
    kept = [entry for entry in binaries if is_used(entry[0])]
    kept_data = [entry for entry in datas if is_used(entry[0])]
    if not sys.platform.startswith("linux"):
        return kept, kept_data
    reached = _reached(kept)
    names = {entry[0] for entry in kept if not _is_lone_library(entry) or Path(entry[0]).name in reached}
    links = [
        entry for entry in kept_data if entry[2] != "SYMLINK" or entry[0] in reached or entry[1] in names
    ]
    return [entry for entry in kept if entry[0] in names], links


def is_used(name: str) -> bool:
    """Whether a file of Qt or Babel is one that the program uses; others' files all are."""
    path = PurePosixPath(name.replace("\\", "/"))
    if "PySide6" in path.parts and "translations" in path.parts:
        return False  # the window has words of its own for Qt's buttons
    if "PySide6" in path.parts and "plugins" in path.parts:
        bare = re.sub(r"^lib|\.(so|dll|dylib)$", "", path.name)
        return f"{path.parent.name}/{bare}" in QT_PLUGINS
    if "locale-data" in path.parts and path.suffix == ".dat":
        return path.stem in LANGUAGES
    return not _WINDOWS_LEFT_OUT.search(path.name)


def _is_lone_library(entry: Entry) -> bool:
    """A library of the system or of Qt, which is only there because something else asks for it."""
    name, _place, kind = entry
    return kind != "EXTENSION" and ("/" not in name or name.startswith("PySide6/Qt/lib/"))


def _reached(entries: Iterable[Entry]) -> set[str]:
    """The file names of all libraries that one is led to from the modules and plugins."""
    from PyInstaller.depend import bindepend

    place_of = {Path(name).name: place for name, place, kind in entries if kind != "SYMLINK"}
    waiting = [Path(entry[0]).name for entry in entries if not _is_lone_library(entry)]
    waiting += [name for name in place_of if name.startswith("libpython")]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        if name in place_of:
            waiting += [asked for asked, _found in bindepend.get_imports(place_of[name])]
    return reached

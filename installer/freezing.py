"""What goes into the frozen program, and what PyInstaller finds that the program has no use for."""

import os
import re
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from importlib.metadata import distributions, packages_distributions
from pathlib import Path, PurePosixPath

from packaging.utils import canonicalize_name

Entry = tuple[str, str, str]
"""As PyInstaller keeps a file: its name in the program, where it lies now, and its kind."""

UNUSED_MODULES = [
    "PIL",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "dns",
    "invoke",
    "lib2to3",
    "lxml.html",
    "lxml.isoschematron",
    "lxml.objectify",
    "pydoc_data",
    "pypdfium2_cli",
    "readline",
    "sqlalchemy.dialects.mssql",
    "sqlalchemy.dialects.mysql",
    "sqlalchemy.dialects.oracle",
    "sqlalchemy.dialects.postgresql",
    "test",
    "tkinter",
    "unittest",
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

_UNUSED_DATA = re.compile(r"(^|/)stdnum/\w+\.dat$")
"""Lists of kinds of numbers that nobody here is asked about: books, banks, network cards."""


class Strangers(Exception):
    """Something would go into the program that the lock does not name, and that the notices say nothing of."""


def foreign_modules(own: Collection[str], known: Mapping[str, Sequence[str]] | None = None) -> list[str]:
    """The modules of this environment that belong to none of the program's own distributions: those of the tools.

    What the program uses asks for some of them where they are there, and works without.
    """
    known = packages_distributions() if known is None else known
    return sorted(
        module for module, names in known.items() if not any(canonicalize_name(name) in own for name in names)
    )


def hold_to(own: Collection[str], entries: Iterable[Entry]) -> None:
    """See that each file of the program comes from one of its own distributions, where it comes from any.

    Raises `Strangers`.
    """
    owners: dict[str, str] = {}
    for each in distributions():
        name, base = canonicalize_name(each.metadata["Name"]), str(each.locate_file(""))
        owners |= {_plain(f"{base}/{file}"): name for file in each.files or ()}
    owned = [(name, owners[_plain(place)]) for name, place, _ in entries if _plain(place) in owners]
    strangers = {f"{name} of {owner}" for name, owner in owned if owner not in own}
    if strangers:
        raise Strangers(", ".join(sorted(strangers)))


def _plain(path: str) -> str:
    """A path as it is compared: Windows knows two ways to write one."""
    return os.path.normcase(path)


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
    """Whether a file is one that the program uses: of those that PyInstaller takes along by the folder."""
    path = PurePosixPath(name.replace("\\", "/"))
    if "PySide6" in path.parts and "translations" in path.parts:
        return False  # the window has words of its own for Qt's buttons
    if "PySide6" in path.parts and "plugins" in path.parts:
        bare = re.sub(r"^lib|\.(so|dll|dylib)$", "", path.name)
        return f"{path.parent.name}/{bare}" in QT_PLUGINS
    if "locale-data" in path.parts and path.suffix == ".dat":
        return path.stem in LANGUAGES
    return not (_WINDOWS_LEFT_OUT.search(path.name) or _UNUSED_DATA.search(path.as_posix()))


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

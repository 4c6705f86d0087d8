"""The notices: every part of the program that somebody else wrote, with its licence and the licence's text."""

import json
import os
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).resolve().parent
LICENCES = FOLDER / "licences"
RUNTIME_LOCK = FOLDER / "runtime.lock"
_RULE = "=" * 100
_LONGEST_NAME = 80
_INSIDE_PYTHON = (
    "https://docs.python.org/3/license.html#licenses-and-acknowledgements-for-incorporated-software"
)


class NoLicence(Exception):
    """A part of the program has no licence text that could be delivered with it."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One part: what it is, under which licence, and the texts to deliver with it."""

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]
    note: str = ""

    def written(self) -> str:
        """As it stands in the file of notices."""
        head = f"{self.name} {self.version}".strip()
        lines = [_RULE, head, f"Licence: {self.licence}", *([self.note] if self.note else []), "-" * 100]
        return "\n".join([*lines, *self.texts, ""])


def locked_names(lock: Path = RUNTIME_LOCK) -> tuple[str, ...]:
    """The distributions that a lock file has for the system and Python this runs on."""
    lines = (line.removesuffix("\\").strip() for line in lock.read_text(encoding="utf-8").splitlines())
    requirements = [Requirement(line) for line in lines if "==" in line and not line.startswith(("#", "--"))]
    return tuple(
        canonicalize_name(each.name) for each in requirements if each.marker is None or each.marker.evaluate()
    )


def notices(names: Iterable[str], site_packages: Path) -> Iterator[Notice]:
    """The notices of distributions that are installed in a folder, and of what is inside of them.

    Raises `NoLicence` for one that is not there or that has no licence text.
    """
    known = _known()
    found: dict[str, Distribution] = {
        canonicalize_name(each.metadata["Name"]): each for each in distributions(path=[str(site_packages)])
    }
    for name in sorted(names):
        if name not in found:
            raise NoLicence(f"{name} is not installed in {site_packages}")
        yield _notice_of(found[name], known["distributions"].get(name, {}))
    for part in known["inside"]:
        if part["within"] in names:
            yield Notice(
                part["name"], f"(inside {part['within']})", part["licence"], _read(part), part.get("note", "")
            )


def python_notice() -> Notice:
    """Python itself, whose interpreter and standard library are delivered with the program."""
    folders = (Path(sys.base_prefix), Path(os.__file__).parent)
    text = next((place for folder in folders if (place := folder / "LICENSE.txt").is_file()), None)
    if text is None:
        raise NoLicence("Python's own licence was not found")
    version, own = sys.version.split()[0], text.read_text(encoding="utf-8", errors="replace")
    return Notice("Python", version, "PSF-2.0", (own,), f"Of what is inside of it: {_INSIDE_PYTHON}")


def tool_notice(name: str) -> Notice:
    """A tool of this environment that leaves a piece of itself in the program."""
    return _notice_of(distribution(name), {})


def write_notices(parts: Iterable[Notice], out: Path) -> int:
    """Write the file of notices, or add to one that is there; returns how many parts were written."""
    written = [each.written() for each in parts]
    head = (
        [] if out.exists() else ["Brevdue is under the MIT licence. It contains the work of many others:\n"]
    )
    with out.open("a", encoding="utf-8") as stream:
        stream.write("\n".join([*head, *written]))
    return len(written)


def _notice_of(found: Distribution, known: Mapping[str, Any]) -> Notice:
    name, version = found.metadata["Name"], found.version
    texts = (*_own_texts(found), *_read(known))
    licence = known.get("licence") or _licence_of(found)
    notes = (known.get("note", ""), _compiled_in(found))
    if not texts or not licence:
        raise NoLicence(f"{name} {version} says nothing of its licence; add it to {LICENCES / 'parts.toml'}")
    return Notice(name, version, licence, texts, "\n".join(filter(None, notes)))


def _compiled_in(found: Distribution) -> str:
    """What a distribution's own bill of materials says is inside of its compiled modules."""
    boms = [file for file in found.files or () if file.parent.name == "sboms" and file.suffix == ".json"]
    parts = {
        f"{part['name']} {part['version']} ({_expression(part)})"
        for bom in boms
        for part in json.loads(Path(str(found.locate_file(bom))).read_text(encoding="utf-8"))["components"]
        if part.get("scope") == "required"
    }
    return f"Inside of it: {', '.join(sorted(parts))}." if parts else ""


def _expression(part: Mapping[str, Any]) -> str:
    named = [each.get("expression") or each["license"].get("id") for each in part.get("licenses", ())]
    if not all(named) or not named:
        raise NoLicence(f"{part['name']} is inside of another part, which says nothing of its licence")
    return " AND ".join(named)


def _licence_of(found: Distribution) -> str:
    metadata = found.metadata
    for field in ("License-Expression", "License"):
        value = (metadata[field] or "").strip() if field in metadata else ""
        if value and "\n" not in value and len(value) <= _LONGEST_NAME:
            return value
    classifiers = metadata.get_all("Classifier") or []
    return ", ".join(each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License ::"))


def _own_texts(found: Distribution) -> Iterator[str]:
    """The texts that lie beside a distribution's metadata, and beside the parts of others in it."""
    words = ("licen", "copying", "notice", "authors")
    for file in sorted(found.files or (), key=str):
        inside = [part.lower() for part in file.parts]
        if inside[0].endswith(".dist-info"):
            is_one = any(word in part for part in inside[1:] for word in words)
        else:
            is_one = file.stem == "LICENSE"
        if is_one:
            yield Path(str(found.locate_file(file))).read_text(encoding="utf-8", errors="replace")


def _read(known: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple((LICENCES / name).read_text(encoding="utf-8") for name in known.get("texts", ()))


def _known() -> Mapping[str, Any]:
    with (LICENCES / "parts.toml").open("rb") as stream:
        return tomllib.load(stream)

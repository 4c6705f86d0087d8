"""Bring a room's catalogues up to date with its source: `python tools/texts.py ROOM [ROOM …]`, or `--all`.

New sentences are added with an empty translation, sentences that are gone are taken out, translations are
kept. Prints what is still to be translated and ends with 1 when anything is.
"""

import argparse
import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
VERSION = "1"
LOCALES = {"nb": "nb_NO", "sv": "sv_SE"}
SENTENCES_OF = {"text": 1, "plural": 2}
"""The functions that make a `Text`, and how many of their arguments are sentences."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """One call that makes a text: its one or two English forms, and where it stands.

    `forms` is empty where a sentence is not a literal: no catalogue can hold such a text.
    """

    forms: tuple[str, ...]
    file: str
    line: int


def rooms() -> list[str]:
    """The rooms of the house, each of which has a catalogue a language."""
    package = ROOT / "desktop_app"
    folders = [path.name for path in package.iterdir() if (path / "__init__.py").exists()]
    modules = [path.stem for path in package.glob("*.py") if not path.stem.startswith("__")]
    return sorted(folders + modules)


def extract(room: str) -> Iterator[Extracted]:
    """All sentences in a room's source, in the order of files and lines."""
    folder = ROOT / "desktop_app" / room
    for path in sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]:
        yield from extract_from(path)


def extract_from(path: Path) -> Iterator[Extracted]:
    """All sentences in one file of Python, in the order of its lines."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        # Only the bare name counts: `settings.text("digipost.host")` is no sentence.
        if isinstance(call.func, ast.Name) and call.func.id in SENTENCES_OF:
            forms = literal_forms(call, SENTENCES_OF[call.func.id])
            yield Extracted(forms, path.relative_to(ROOT).as_posix(), call.lineno)


def literal_forms(call: ast.Call, wanted: int) -> tuple[str, ...]:
    """The sentences of a call, or nothing where one of them is not a literal."""
    arguments = call.args[:wanted]
    forms = [
        node.value for node in arguments if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return tuple(forms) if len(forms) == wanted else ()


def catalogue_path(room: str, language: str) -> Path:
    """Where a room's catalogue lies."""
    return ROOT / "resources" / "translations" / language / f"{room}.po"


def load(room: str, language: str) -> Catalog:
    """A room's catalogue, empty where there is none yet."""
    path = catalogue_path(room, language)
    if not path.exists():
        return Catalog(locale=LOCALES[language])
    with path.open("rb") as stream:
        return read_po(stream, locale=LOCALES[language])


def update(room: str, language: str) -> list[str]:
    """Write a room's catalogue anew and return the sentences that lack a translation."""
    old = load(room, language)
    new = Catalog(
        locale=LOCALES[language],
        project="Brevdue",
        version=VERSION,
        last_translator="the Brevdue engineers",
        language_team=LOCALES[language],
        msgid_bugs_address="see the README",
        fuzzy=False,
        header_comment=f"# Brevdue, room: {room}",
    )
    for found in extract(room):
        if not found.forms:
            continue
        key = found.forms if len(found.forms) > 1 else found.forms[0]
        known = old.get(key)
        # A sentence that got a plural form, or lost it, is translated anew: the other kind has other forms.
        same_kind = known is not None and isinstance(known.id, str) == isinstance(key, str)
        new.add(key, known.string if known and same_kind else "", locations=[(found.file, 0)])
    path = catalogue_path(room, language)
    if not len(new):
        path.unlink(missing_ok=True)
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(stream, new, omit_header=False, include_lineno=False, sort_output=True, width=110)
    strip_dates(path)
    return [str(message.id) for message in new if message.id and not is_translated(message.string)]


def strip_dates(path: Path) -> None:
    """Leave out the header's dates: they change at each run and say nothing that git does not."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(('"POT-Creation-Date', '"PO-Revision-Date'))]
    path.write_text("".join(kept), encoding="utf-8", newline="\n")


def is_translated(string: str | tuple[str, ...] | list[str] | None) -> bool:
    """Whether every form of a message is filled in."""
    return bool(string) and (isinstance(string, str) or all(string or ()))


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help="the rooms to update")
    parser.add_argument("--all", action="store_true", help="all rooms")
    arguments = parser.parse_args()
    missing = 0
    for room in rooms() if arguments.all else arguments.rooms:
        for language in LOCALES:
            for sentence in update(room, language):
                missing += 1
                sys.stdout.write(f"{language}/{room}: {sentence}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

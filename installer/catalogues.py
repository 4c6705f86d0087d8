"""The translations in the form that is quick to read."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(folder: Path) -> None:
    """Write the compiled catalogue beside each one, later than it, so that the program takes that."""
    for source in sorted(folder.glob("*/*.po")):
        with source.open("rb") as text, source.with_suffix(".mo").open("wb") as out:
            write_mo(out, read_po(text, locale=source.parent.name))

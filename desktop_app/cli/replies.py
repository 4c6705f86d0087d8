"""What a command answers: fields for a script, and sentences and tables for a person."""

import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from desktop_app.base.texts import Text, TextValue, text
from desktop_app.base.translate import Translator

ROWS_SHOWN = 500
"""So many rows of a table are printed for a person; a script gets all of them."""


@dataclass(frozen=True, slots=True)
class TextTable:
    """Rows under headings. A cell is a value or a sentence; numbers stand to the right."""

    headings: Sequence[Text]
    rows: Iterable[Sequence[TextValue]]


@dataclass(frozen=True, slots=True)
class Reply:
    """A command's answer. `data` is the JSON object; a value that is an iterator is written as it comes. None
    stands for a command that has written its object itself.

    `words` says the same to a person, in order. `needs_person` tells that something was left for one: the
    exit status is then 1.
    """

    data: Mapping[str, object] | None
    words: Sequence[Text | TextTable] = ()
    needs_person: bool = False


def write_json(data: Mapping[str, object], out: TextIO, translator: Translator) -> None:
    """Write one JSON object and a line end. Texts come in the translator's language, moments in UTC."""

    def encode(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, default=lambda found: _plain(found, translator))

    out.write("{")
    for number, (key, value) in enumerate(data.items()):
        out.write((", " if number else "") + json.dumps(key) + ": ")
        if isinstance(value, Iterator):
            _write_array(value, out, encode)
        else:
            out.write(encode(value))
    out.write("}\n")


def _write_array(items: Iterator[object], out: TextIO, encode: Callable[[object], str]) -> None:
    out.write("[")
    out.writelines((", " if number else "") + encode(item) for number, item in enumerate(items))
    out.write("]")


def _plain(value: object, translator: Translator) -> object:
    match value:
        case Text():
            return translator.render(value)
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Path():
            return str(value)
        case frozenset() | set():
            return sorted(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def write_words(words: Sequence[Text | TextTable], out: TextIO, translator: Translator) -> None:
    """Write an answer for a person: each sentence on its own line, tables with aligned columns."""
    for part in words:
        if isinstance(part, TextTable):
            _write_table(part, out, translator)
        else:
            out.write(translator.render(part) + "\n")


def _write_table(table: TextTable, out: TextIO, translator: Translator) -> None:
    rows = iter(table.rows)
    shown = list(itertools.islice(rows, ROWS_SHOWN))
    cells = [[translator.render(heading) for heading in table.headings]]
    cells += [[_cell(value, translator) for value in row] for row in shown]
    widths = [max(len(row[column]) for row in cells) for column in range(len(table.headings))]
    to_the_right = [_is_number(column, shown) for column in range(len(widths))]
    for row in cells:
        padded = (_pad(*cell) for cell in zip(row, widths, to_the_right, strict=True))
        out.write("  ".join(padded).rstrip() + "\n")
    if next(rows, None) is not None:
        out.write(translator.render(text("… and more. Use --json for all of them.")) + "\n")


def _cell(value: TextValue, translator: Translator) -> str:
    if value is None:
        return ""
    rendered = translator.render(text("{value}", value=value))
    return " ".join(rendered.split()) if isinstance(value, str | Text) else rendered


def _is_number(column: int, rows: Sequence[Sequence[TextValue]]) -> bool:
    return bool(rows) and all(isinstance(row[column], int | Decimal) for row in rows)


def _pad(cell: str, width: int, to_the_right: bool) -> str:
    return cell.rjust(width) if to_the_right else cell.ljust(width)

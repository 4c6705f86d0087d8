"""`DigisAllActive`: every active member once, with the fields of the sync, as CSV or JSON, written as it is read."""

import csv
import io
import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from desktop_app.base.database import Database
from desktop_app.base.errors import InputError
from desktop_app.base.files import write_atomically
from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.digis.explaining import FIELD_WORDS
from desktop_app.digis.payload import PayloadRules, PayloadValue, build_payload
from desktop_app.digis.queries import active_members
from desktop_app.register.spreadsheets import FORMULA_SIGNS

NAME = "DigisAllActive"
_ROWS_AT_ONCE = 200


class ExportFormat(StrEnum):
    """The two forms of the export."""

    CSV = "csv"
    JSON = "json"


class ExportStream:
    """The export as pieces of bytes (UTF-8). `members` counts those that have been handed out so far.

    JSON is one array of objects. CSV has the fields' names as headings, `;` between the cells, `true` and `false`,
    and empty cells for what is missing; a text that a spreadsheet would calculate gets an apostrophe in front.
    """

    def __init__(self, database: Database, rules: PayloadRules, form: ExportFormat) -> None:
        self._database = database
        self._rules = rules
        self._form = form
        self.members = 0

    def __iter__(self) -> Iterator[bytes]:
        return self._json() if self._form is ExportFormat.JSON else self._csv()

    def _payloads(self) -> Iterator[dict[str, PayloadValue]]:
        for member, subscription in active_members(self._database):
            self.members += 1
            yield build_payload(member, subscription, self._rules)

    def _json(self) -> Iterator[bytes]:
        yield b"["
        piece: list[str] = []
        for payload in self._payloads():
            piece.append(("," if self.members > 1 else "") + "\n" + json.dumps(payload, ensure_ascii=False))
            if len(piece) == _ROWS_AT_ONCE:
                yield "".join(piece).encode()
                piece.clear()
        yield ("".join(piece) + "\n]\n").encode()

    def _csv(self) -> Iterator[bytes]:
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow(FIELD_WORDS)
        for payload in self._payloads():
            writer.writerow([_cell(value) for value in payload.values()])
            if self.members % _ROWS_AT_ONCE == 0:
                yield out.getvalue().encode()
                out.seek(0)
                out.truncate()
        yield out.getvalue().encode()


def export_active(
    database: Database, rules: PayloadRules, target: Path, context: WorkContext, total: int | None = None
) -> int:
    """Write the export to a file, whole or not at all; returns how many members it holds.

    The form follows the name's end, `.csv` or `.json`; another one is an `InputError`.
    """
    stream = ExportStream(database, rules, format_of(target))
    with write_atomically(target) as file:
        for piece in stream:
            context.check_cancelled()
            context.progress(stream.members, total)
            file.write(piece)
    return stream.members


def format_of(target: Path) -> ExportFormat:
    """The form that a file's name asks for."""
    try:
        return ExportFormat(target.suffix.lower().lstrip("."))
    except ValueError as error:
        raise InputError(
            title=text("The export needs a name that ends in .csv or .json."),
            message=text("“{file}” does not.", file=target.name),
            hint=text("For example: DigisAllActive.csv"),
        ) from error


def _cell(value: PayloadValue) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str() if value.startswith(FORMULA_SIGNS):
            return "'" + value
    return str(value)

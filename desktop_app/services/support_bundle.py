"""What a person can hand to whoever helps them: how the program is and what it did, and nobody's data.

Nothing goes in because it seemed harmless: each file is made of what is named here. Sentences are kept without their
values, settings without what was typed, and the log by a list of fields that is shorter than the log's own.
"""

import json
import platform
import re
import sys
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from desktop_app import __version__
from desktop_app.base.database import metadata, schema_migrations
from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.files import write_atomically
from desktop_app.base.log import ALLOWED_FIELDS
from desktop_app.base.settings import Setting, SettingType
from desktop_app.base.stored_texts import from_stored
from desktop_app.base.texts import Text, text

if TYPE_CHECKING:
    from desktop_app.services.parts import Services

LOG_LINES = 2_000
FAILURES = 50
_OPEN_TYPES = frozenset({SettingType.FLAG, SettingType.INTEGER, SettingType.CHOICE, SettingType.TIMES})
"""Settings whose value says nothing of anybody: yes or no, how many, which of a few, when."""
_NOT_IN_A_BUNDLE = frozenset({"host", "port", "folder", "receipt", "fingerprint"})
_LOG_FIELDS = frozenset({"time", "event"}) | (ALLOWED_FIELDS - _NOT_IN_A_BUNDLE)
_LONG_NUMBER = re.compile(r"\d{9,}")
_COUNTED_BY = (
    ("mailings", "state"),
    ("jobs", "state"),
    ("letters", "outcome"),
    ("letters", "reason"),
    ("receipts", "state"),
    ("recipients", "status"),
    ("outbox", "state"),
    ("schedule_outcomes", "outcome"),
)


@dataclass(frozen=True, slots=True)
class BundleFile:
    """One file of the bundle: its name, what it is for, and all that stands in it."""

    name: str
    about: Text
    content: str


def support_files(services: "Services", report: str | None = None) -> tuple[BundleFile, ...]:
    """Everything that would be saved, for the person to see first. `report` is that of a fault just met."""
    with services.database.read() as connection:
        files = [
            BundleFile(
                "program.json", text("The program and the computer's system"), _json(_program(services))
            ),
            BundleFile(
                "database.json",
                text("The form of the database, and how many of each"),
                _json(_database(connection)),
            ),
            BundleFile(
                "failures.json",
                text("What failed lately, without anybody's data"),
                _json(_failures(connection)),
            ),
        ]
    files += [
        BundleFile(
            "settings.json",
            text("Which settings are set; what was typed is left out"),
            _json(_settings(services)),
        ),
        BundleFile("log.jsonl", text("What the program did and when"), _log(services.folder.logs)),
    ]
    if report is not None:
        files.append(BundleFile("report.txt", text("The fault that was just met"), report))
    return tuple(files)


def write_bundle(files: Iterable[BundleFile], target: Path, moment: datetime) -> None:
    """Save the files as one zip, whole or not at all."""
    stamp = moment.astimezone(UTC).timetuple()[:6]
    try:
        with write_atomically(target) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bundle:
            for file in files:
                bundle.writestr(zipfile.ZipInfo(file.name, stamp), file.content, zipfile.ZIP_DEFLATED)
    except OSError as error:
        raise EnvironmentFailure(
            title=text("The support bundle was not saved."),
            message=text("{file}: {reason}", file=str(target), reason=error.strerror or str(error)),
            hint=text("Choose another folder, on a disk with room."),
        ) from error


def _program(services: "Services") -> Mapping[str, object]:
    return {
        "made_at": services.clock.now().isoformat(timespec="seconds"),
        "version": __version__,
        "is_frozen": hasattr(sys, "frozen"),
        "python": platform.python_version(),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "language": services.language,
        "environment": services.settings.text("app.environment"),
        "work_at_the_moment": [str(job.state) for job in services.lanes.jobs()],
    }


def _database(connection: Connection) -> Mapping[str, object]:
    migrations = connection.execute(select(schema_migrations).order_by(schema_migrations.c.applied_at))
    there = {name for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master")}
    tables = [table for table in metadata.sorted_tables if table.name in there]
    return {
        "sqlite": connection.exec_driver_sql("SELECT sqlite_version()").scalar_one(),
        "pages": connection.exec_driver_sql("PRAGMA page_count").scalar_one(),
        "migrations": {row.name: row.applied_at.isoformat() for row in migrations},
        "rows": {table.name: _count(connection, table) for table in tables},
        "by": {
            f"{name}.{column}": _count_by(connection, name, column)
            for name, column in _COUNTED_BY
            if name in there
        },
    }


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _count_by(connection: Connection, name: str, column: str) -> Mapping[str, int]:
    counted = metadata.tables[name].c[column]
    return {
        str(value): number
        for value, number in connection.execute(select(counted, func.count()).group_by(counted))
    }


def _failures(connection: Connection) -> Mapping[str, object]:
    jobs, runs = metadata.tables["jobs"], metadata.tables["schedule_outcomes"]
    failed_jobs = connection.execute(
        select(jobs).where(jobs.c.failure.is_not(None)).order_by(jobs.c.id.desc()).limit(FAILURES)
    )
    failed_runs = connection.execute(
        select(runs).where(runs.c.outcome == "failed").order_by(runs.c.id.desc()).limit(FAILURES)
    )
    return {
        "jobs": [
            {
                "id": row.id,
                "kind": row.kind,
                "state": row.state,
                "interface": row.interface,
                "letters": row.item_count,
                "attempts": row.upload_attempts,
                "created_at": row.created_at.isoformat(),
                "failure": _sentence(row.failure),
            }
            for row in failed_jobs
        ],
        "runs": [
            {
                "name": row.name,
                "at": row.decided_at.isoformat(),
                "cause": row.cause,
                "message": _sentence(row.message),
            }
            for row in failed_runs
        ],
    }


def _sentence(stored: str | None) -> str | None:
    """A stored sentence as it stands in the source, its fields left empty: the values may be anybody's data."""
    sentence = from_stored(stored)
    return None if sentence is None else sentence.source()


def _settings(services: "Services") -> Mapping[str, object]:
    return {
        declaration.key: _value_of(services, declaration)
        for declaration, _value in services.settings.items()
        if declaration.type is not SettingType.SECRET
    }


def _value_of(services: "Services", declaration: Setting) -> object:
    if declaration.type in _OPEN_TYPES:
        return services.settings.get(declaration.key)
    return "set" if services.settings.is_set(declaration.key) else "not set"


def _log(folder: Path) -> str:
    path = folder / "brevdue.log"
    if not path.exists():
        return ""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
    return "\n".join(filter(None, (_log_line(line) for line in lines)))


def _log_line(line: str) -> str | None:
    """The line's harmless fields; nothing of a line that is not the log's own."""
    try:
        fields: Any = json.loads(line)
    except ValueError:
        return None
    if not isinstance(fields, dict):
        return None
    kept = {name: _harmless(value) for name, value in fields.items() if name in _LOG_FIELDS}
    return json.dumps(kept, ensure_ascii=False)


def _harmless(value: object) -> object:
    if isinstance(value, str):
        return _LONG_NUMBER.sub("…", value)
    return value if isinstance(value, int | float) or value is None else "…"


def _json(data: Mapping[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)

"""P4: importing 100,000 rows, with every check, against raw `executemany` of the same rows in the same run.

    python -m benchmarks.p4_import [ROWS]

The floor writes rows that lie ready in memory into the same table with the same indexes; the file is not even read. A
second floor reads the file with the `csv` module too. The goal is a ratio of at most 1.5. Then: reading an xlsx file
with calamine against openpyxl's read-only mode, where the goal is five times as fast.
"""

import csv
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import openpyxl

from benchmarks.register_data import HEADINGS, people, write_people
from desktop_app.base.clock import SystemClock
from desktop_app.base.database import Database
from desktop_app.base.work import Unattended
from desktop_app.register.importing import ImportMode, import_recipients, read_table, suggest_mapping
from desktop_app.register.migrations import MIGRATIONS

ROUNDS = 5
XLSX_ROWS = 20_000


def main() -> None:
    """Print both ratios."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        source = write_people(folder / "people.csv", count)
        statement, rows = _what_the_import_writes(folder, source)
        ours, raw, with_csv = [], [], []
        for _ in range(ROUNDS):
            raw.append(_in_new_database(folder, lambda database: _raw(database, statement, rows)))
            ours.append(_in_new_database(folder, lambda database: _import(database, source)))
            reading = _cpu_seconds(lambda: _read_csv(source))
            with_csv.append(raw[-1] + reading)
        _print("import / raw executemany", ours, raw, count)
        _print("import / csv module + raw executemany", ours, with_csv, count)
        _print_xlsx(folder)


def _print(name: str, ours: list[float], floor: list[float], count: int) -> None:
    ratio = statistics.median(one / other for one, other in zip(ours, floor, strict=True))
    print(
        f"P4 {name}: {ratio:.2f} (goal 1.5); {min(ours) / count * 1e6:.1f} against "
        f"{min(floor) / count * 1e6:.1f} µs a row"
    )


def _print_xlsx(folder: Path) -> None:
    path = folder / "people.xlsx"
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.append(HEADINGS)
    for row in people(XLSX_ROWS):
        sheet.append(row)
    workbook.save(path)
    ours = min(_cpu_seconds(lambda: _exhaust(read_table(path).rows())) for _ in range(3))
    theirs = _cpu_seconds(lambda: _exhaust(openpyxl.load_workbook(path, read_only=True).worksheets[0].values))
    print(f"P4 xlsx, {XLSX_ROWS} rows: {theirs / ours:.1f} times as fast as openpyxl (goal 5)")


def _exhaust(rows: Iterable[Any]) -> None:
    for _ in rows:
        pass


def _what_the_import_writes(folder: Path, source: Path) -> tuple[str, list[tuple[Any, ...]]]:
    """The very rows that an import leaves in the table, and the statement that writes them."""
    with Opened(folder) as database:
        _import(database, source)
        with database.read() as connection:
            found = connection.exec_driver_sql("SELECT * FROM recipients ORDER BY id")
            names = list(found.keys())
            rows = [tuple(row) for row in found]
    used = [index for index, _ in enumerate(names) if any(row[index] is not None for row in rows[:100])]
    columns = ", ".join(names[index] for index in used)
    places = ", ".join("?" * len(used))
    return (
        f"INSERT INTO recipients ({columns}) VALUES ({places})",
        [tuple(row[index] for index in used) for row in rows],
    )


def _raw(database: Database, statement: str, rows: list[tuple[Any, ...]]) -> None:
    with database.begin() as connection:
        driver: Any = connection.connection.driver_connection
        driver.executemany(statement, rows)


def _import(database: Database, source: Path) -> None:
    table = read_table(source)
    mapping = suggest_mapping(table.headings)
    report = import_recipients(
        database,
        table,
        mapping,
        ImportMode.UPDATE,
        dry_run=False,
        clock=SystemClock(),
        context=Unattended(),
    )
    assert report.new == report.read


def _read_csv(source: Path) -> None:
    with source.open(encoding="utf-8", newline="") as stream:
        for _ in csv.reader(stream, delimiter=";"):
            pass


class Opened:
    """A database in a file of its own, which goes with it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "register.sqlite"
        self._folder = folder

    def __enter__(self) -> Database:
        self._database = Database.open(self._path, MIGRATIONS, backups=self._folder, clock=SystemClock())
        return self._database

    def __exit__(self, *_: object) -> None:
        self._database.dispose()
        for path in self._folder.glob(f"{self._path.name}*"):
            path.unlink()


def _in_new_database(folder: Path, work: Callable[[Database], None]) -> float:
    with Opened(folder) as database:
        return _cpu_seconds(lambda: work(database))


def _cpu_seconds(work: Callable[[], None]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    main()

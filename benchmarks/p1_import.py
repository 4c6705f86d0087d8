"""P1, its first stage: CSV into the register, at 10,000 rows and at a million, in processes of their own.

    python -m benchmarks.p1_import [ROWS ...]

Prints CPU time a row and the peak memory of the process, and what the process takes before the first row. Then the
search index, which is made afterwards in short transactions, and P9's search: from a text to the first page.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.register_data import write_people
from desktop_app.base.clock import SystemClock
from desktop_app.base.database import Database
from desktop_app.base.work import Unattended
from desktop_app.register.importing import ImportMode, import_recipients, read_table, suggest_mapping
from desktop_app.register.migrations import MIGRATIONS
from desktop_app.register.queries import RecipientQuery
from desktop_app.register.recipients import Register

SEARCHES = ("ødegård12", "storgata 17", "oslo", "person777", "ola lie3", "nobody at all", "øv", "xq", "a")
CHILD = "--child"


def main() -> None:
    """Measure each size in a process of its own, so that one size's memory does not count for another."""
    if CHILD in sys.argv:
        _measure(Path(sys.argv[-1]))
        return
    for count in [int(word) for word in sys.argv[1:]] or [10_000, 1_000_000]:
        with tempfile.TemporaryDirectory() as home:
            write_people(Path(home) / "people.csv", count)
            print(f"P1 import of {count} rows", flush=True)
            subprocess.run([sys.executable, "-m", "benchmarks.p1_import", CHILD, home], check=True)


def _measure(folder: Path) -> None:
    database = Database.open(folder / "register.sqlite", MIGRATIONS, backups=folder, clock=SystemClock())
    register = Register(database, SystemClock())
    table = read_table(folder / "people.csv")
    before = _peak_mb()
    begun = time.process_time()
    report = import_recipients(
        database,
        table,
        suggest_mapping(table.headings),
        ImportMode.UPDATE,
        dry_run=False,
        clock=SystemClock(),
        context=Unattended(),
    )
    seconds = time.process_time() - begun
    print(
        f"  {seconds / report.read * 1e6:.1f} µs a row; {_peak_mb():.0f} MB at the peak, {before:.0f} MB before"
    )
    begun = time.process_time()
    indexed = register.refresh_search_index(Unattended())
    print(
        f"  search index: {(time.process_time() - begun) / indexed * 1e6:.1f} µs a row, {_peak_mb():.0f} MB"
    )
    for search in SEARCHES:
        _print_search(register, RecipientQuery(search=search))
    _print_search(register, RecipientQuery())
    begun = time.process_time()
    count = sum(1 for _ in register.iterate(RecipientQuery()))
    print(
        f"  iterating all: {(time.process_time() - begun) / count * 1e6:.1f} µs a recipient, {_peak_mb():.0f} MB"
    )
    database.dispose()


def _print_search(register: Register, query: RecipientQuery) -> None:
    begun = time.perf_counter()
    page = register.page(query, 0, 100)
    page_ms = (time.perf_counter() - begun) * 1000
    begun = time.perf_counter()
    count = register.count(query)
    count_ms = (time.perf_counter() - begun) * 1000
    print(
        f"  search “{query.search}”: page of {len(page)} in {page_ms:.0f} ms, count {count} in {count_ms:.0f} ms"
    )


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / 1024


if __name__ == "__main__":
    main()

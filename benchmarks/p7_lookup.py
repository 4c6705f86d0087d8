"""P7, the register's part: the outcomes of one lookup into the register, first and repeated.

    python -m benchmarks.p7_lookup [ROWS]

The goal for a result of 100,000 letters, read and applied, is 4 s of CPU time and 32 MB. Reading the receipt is
another room's part; what is printed here is what the register adds to it.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.register_data import write_people
from desktop_app.base.clock import SystemClock
from desktop_app.base.database import Database
from desktop_app.base.work import Unattended
from desktop_app.register.importing import ImportMode, import_recipients, read_table, suggest_mapping
from desktop_app.register.lookup_rules import LookupOutcome, NamedBy, apply_lookup
from desktop_app.register.migrations import MIGRATIONS
from desktop_app.register.model import LookupStatus
from desktop_app.register.postponing import answers_coming


def main() -> None:
    """Print the CPU time and the memory that each of three lookups adds."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        database = Database.open(folder / "r.sqlite", MIGRATIONS, backups=folder, clock=SystemClock())
        table = read_table(write_people(folder / "people.csv", count))
        import_recipients(
            database,
            table,
            suggest_mapping(table.headings),
            ImportMode.ADD,
            dry_run=False,
            clock=SystemClock(),
            context=Unattended(),
        )
        for name, shift in (("first lookup", 0), ("the same again", 0), ("everybody changed", 1)):
            _measure(database, name, count, shift)
        database.dispose()


def _measure(database: Database, name: str, count: int, shift: int) -> None:
    before = _peak_mb()
    begun = time.process_time()
    now = datetime.now(UTC)
    with database.begin() as connection, answers_coming(connection, count):
        summary = apply_lookup(
            connection, _outcomes(count, shift), job_id=name, asked_at=now, answered_at=now
        )
    seconds = time.process_time() - begun
    assert summary.applied == count
    print(
        f"P7 {name}: {seconds / count * 1e6:.1f} µs an outcome, {seconds * 100_000 / count:.2f} s for 100,000 "
        f"(goal 4 s with the reading); {_peak_mb() - before:.0f} MB more"
    )


def _outcomes(count: int, shift: int) -> Iterator[LookupOutcome]:
    for number in range(count):
        customer_id = f"{number:07d}"
        kind = (number + shift) % 3
        if kind == 0:
            yield LookupOutcome(customer_id, LookupStatus.DIGIPOST, NamedBy.NATIONAL_ID, f"person.{number}#1")
        elif kind == 1:
            yield LookupOutcome(
                customer_id, LookupStatus.IDENTIFIED, NamedBy.NATIONAL_ID, person_alias=f"alias-{number}"
            )
        else:
            yield LookupOutcome(
                customer_id, LookupStatus.UNIDENTIFIED, NamedBy.NAME_AND_ADDRESS, reasons=("FLERE_TREFF",)
            )


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

"""The export `DigisAllActive` over HTTP: its time against writing the same bytes from memory, and its memory.

    python -m benchmarks.digis_export [MEMBERS]

The floor is the JSON of as many finished messages, handed out by the same server. The rest is reading the members,
and looking at telephone numbers and e-mail addresses, which the libraries for that take most of the time for.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from desktop_app.base.database import Database
from desktop_app.digis.export_door import ExportDoor
from desktop_app.digis.export_server import ExportServer
from desktop_app.digis.exporting import ExportFormat, ExportStream
from desktop_app.digis.payload import PayloadRules, build_payload
from desktop_app.digis.queries import active_members
from tests.helpers.digis_crowd import fetch_and_watch, fill_with_members
from tests.helpers.digis_room import open_database

KEY = "a-long-and-random-key-0815"
_MEGABYTE = 1024 * 1024


class _Finished(ExportStream):
    """The floor: the same message again and again, written as JSON each time."""

    payload: dict[str, object]
    count: int

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self.count):
            self.members += 1
            yield json.dumps(self.payload, ensure_ascii=False).encode()


def main(count: int = 100_000) -> int:
    """Measure; returns the exit status, 1 if members were missing."""
    with tempfile.TemporaryDirectory() as folder, open_database(Path(folder)) as database:
        fill_with_members(database, count)
        _Finished.payload, _Finished.count = _one_message(database), count
        _members, _grown, floor = _fetch(database, _Finished)
        members, grown, seconds = _fetch(database, ExportStream)
    ratio = seconds / floor
    print(
        f"{members} members in {seconds:.1f} s of processor time, {ratio:.1f} times the floor of {floor:.1f} s"
    )
    print(
        f"memory grew by {grown / _MEGABYTE:.1f} MB while they were fetched (goal: it does not grow with them)"
    )
    return int(members != count)


def _fetch(database: Database, kind: type[ExportStream]) -> tuple[int, int, float]:
    def open_stream(form: ExportFormat) -> ExportStream:
        return kind(database, PayloadRules(), form)

    server = ExportServer(ExportDoor("127.0.0.1", 0, KEY), open_stream, lambda _fetch: None)
    server.start()
    began = time.process_time()
    try:
        members, grown = fetch_and_watch(server.port, KEY)
    finally:
        server.stop()
    return members, grown, time.process_time() - began


def _one_message(database: Database) -> dict[str, object]:
    member, subscription = next(active_members(database))
    return dict(build_payload(member, subscription, PayloadRules()))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

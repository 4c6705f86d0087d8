"""The log that the staff search: `scheduler_digis_sync.txt`, one line a person, as the member system writes it.

A line has the moment, what became of the person, and `ExtInfo1:<subscription>, ExtInfo20:<card>`. Names, addresses
and the API key have no place in it. Each line is written at once with a single call, so that several processes may
write and a killed one leaves whole lines.
"""

import contextlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop_app.base.clock import Clock

FILE_NAME = "scheduler_digis_sync.txt"
_FILE_BYTES = 5_000_000
_FILES_KEPT = 10
_CHUNK = 64 * 1024
_PLACES_A_FILE = 1 << 40
_APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line: its place in the log, which tells it from all others, its moment and the rest."""

    place: int
    at: str
    message: str


class SyncLog:
    """Writes and searches the log in one folder. Safe to use from any thread."""

    def __init__(
        self, folder: Path, clock: Clock, *, file_bytes: int = _FILE_BYTES, files: int = _FILES_KEPT
    ) -> None:
        self.path = folder / FILE_NAME
        self._clock = clock
        self._file_bytes = file_bytes
        self._files = files
        self._lock = threading.Lock()

    def person(self, what: str, subscription_id: str, card_number: str | None, **details: object) -> None:
        """Write one person's line. `what` is a word like `sent`; `details` are codes and ids, never names."""
        rest = "".join(f", {name}:{value}" for name, value in details.items() if value is not None)
        self._write(f"{what} ExtInfo1:{subscription_id}, ExtInfo20:{card_number or '-'}{rest}")

    def note(self, what: str, **details: object) -> None:
        """Write a line about a whole run."""
        self._write(f"{what} " + ", ".join(f"{name}:{value}" for name, value in details.items()))

    def files(self) -> list[Path]:
        """The files that are there, the newest first."""
        return [path for path in map(self._numbered, range(self._files)) if path.exists()]

    def find(
        self, words: str, signs_of: Callable[[str], Iterable[str]] = lambda _word: ()
    ) -> Iterator[LogLine]:
        """The lines with each of these words in them, the newest first; all lines without words.

        `signs_of` says what else stands in a line for a word, as where it is shown in another language.
        """
        wanted = [(word, *signs_of(word)) for word in words.casefold().split()]
        for number, path in enumerate(self.files()):
            for start, line in _lines_backwards(path):
                folded = line.casefold()
                if all(any(sign in folded for sign in signs) for signs in wanted):
                    yield _read_line(number * _PLACES_A_FILE + start, line)

    def line_at(self, place: int) -> LogLine:
        """The line at a place that `find` has told. It is empty when the log was turned over since."""
        number, start = divmod(place, _PLACES_A_FILE)
        try:
            with self._numbered(number).open("rb") as stream:
                stream.seek(start)
                return _read_line(place, stream.readline().decode("utf-8", "replace").rstrip("\n"))
        except FileNotFoundError:
            return LogLine(place, "", "")

    def count_before(self, moment: datetime) -> int:
        """How many lines of the newest file are older than this."""
        return sum(_is_before(line, moment) for line in self._newest_lines())

    def drop_before(self, moment: datetime) -> int:
        """Take the lines that are older than this out of the newest file; returns how many."""
        with self._lock:
            lines = self._newest_lines()
            kept = [line for line in lines if not _is_before(line, moment)]
            if len(kept) < len(lines):
                with self.path.open("r+b") as stream:
                    stream.write(b"".join(kept))
                    stream.truncate()
        return len(lines) - len(kept)

    def _newest_lines(self) -> list[bytes]:
        return self.path.read_bytes().splitlines(keepends=True) if self.path.exists() else []

    def _write(self, message: str) -> None:
        moment = self._clock.now().astimezone()
        one_line = " ".join(message.split())
        data = f"{_stamp(moment)} | {one_line}\n".encode()
        with self._lock:
            # Another process may turn it over at the same moment, or a reader hold it open where that forbids it
            # to be renamed: then it grows a little longer.
            with contextlib.suppress(OSError):
                self._rotate_before(len(data))
            descriptor = os.open(self.path, _APPEND, 0o600)
            try:
                os.write(descriptor, data)
            finally:
                os.close(descriptor)

    def _rotate_before(self, length: int) -> None:
        if not self.path.exists() or self.path.stat().st_size + length <= self._file_bytes:
            return
        for number in reversed(range(self._files - 1)):
            if (older := self._numbered(number)).exists():
                older.replace(self._numbered(number + 1))

    def _numbered(self, number: int) -> Path:
        return self.path if number == 0 else self.path.with_name(f"{self.path.name}.{number}")


def _read_line(place: int, line: str) -> LogLine:
    at, _bar, message = line.partition(" | ")
    return LogLine(place, at, message)


def _is_before(line: bytes, moment: datetime) -> bool:
    """Whether a line is older than a moment. One that does not begin with a moment is not."""
    try:
        return datetime.fromisoformat(line.decode("utf-8", "replace").partition(" | ")[0]) < moment
    except (ValueError, TypeError):  # no moment, or one without a zone
        return False


def _stamp(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")


def _lines_backwards(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file from its end, each with the byte it begins at."""
    with path.open("rb") as stream:
        place = stream.seek(0, os.SEEK_END)
        rest = b""
        while place > 0:
            step = min(_CHUNK, place)
            place -= step
            stream.seek(place)
            block = stream.read(step) + rest
            first, *lines = block.split(b"\n")
            start = place + len(block)
            for line in reversed(lines):
                start -= len(line)
                if line:
                    yield start, line.decode("utf-8", "replace")
                start -= 1
            rest = first
        if rest:
            yield 0, rest.decode("utf-8", "replace")

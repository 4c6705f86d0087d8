"""The print fallback: letters for those without Digipost as PDFs, ready to print, fold and put into envelopes."""

import contextlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop_app.base.files import flush_folder, make_private
from desktop_app.base.texts import text
from desktop_app.base.translate import Translator
from desktop_app.base.work import WorkContext
from desktop_app.mailing.address_sheets import address_sheet
from desktop_app.mailing.documents import person_words
from desktop_app.mailing.errors import DiskRefused
from desktop_app.mailing.ledger import load_mailing
from desktop_app.mailing.letters import RemainderRow
from desktop_app.mailing.paper_errors import LetterFileAltered, NothingForPaper
from desktop_app.mailing.paper_layout import PaperLayout, return_lines
from desktop_app.mailing.paper_pages import Enclosed, Measured, PersonPages
from desktop_app.mailing.paper_people import LeftOut, PaperPerson, leave_out, sort_out
from desktop_app.mailing.paper_worker import FileAltered, PaperWorker
from desktop_app.mailing.remainder import iterate_remainder
from desktop_app.mailing.tables import documents
from desktop_app.mailing.workshop import Workshop

_BYTES_AT_ONCE = 48 << 20
_DOCUMENTS_AT_ONCE = 40
"""So much of the letters is in the child's memory at a time; its limit is two gigabytes."""


@dataclass(frozen=True, slots=True)
class PaperFile:
    """One PDF of letters: how many people's, on how many sheets of paper."""

    path: Path
    letters: int
    sheets: int
    pages: int


@dataclass(frozen=True, slots=True)
class PaperRun:
    """What was put on paper. `letter_ids` are in the order of the pages.

    `respelt` are people whose name or address has a letter that the font lacks, written with the nearest one.
    `cleared` are those from whose address something like an identity number was taken out.
    """

    files: tuple[PaperFile, ...]
    letter_ids: tuple[int, ...]
    left_out: tuple[LeftOut, ...]
    respelt: tuple[str, ...]
    cleared: tuple[str, ...]

    @property
    def letters(self) -> int:
        """How many people's letters there are."""
        return len(self.letter_ids)

    @property
    def sheets(self) -> int:
        """How many sheets of paper are needed."""
        return sum(file.sheets for file in self.files)


def write_letters(
    workshop: Workshop,
    mailing_id: int,
    folder: Path,
    layout: PaperLayout,
    say: Translator,
    context: WorkContext,
) -> PaperRun:
    """Write the letters of all for whom paper is right as PDFs into a folder, which is made if it is missing.

    The files appear when all of them are whole; those of an earlier run for the same mailing are then taken away,
    since they hold people who may be ticked off by now. Raises `NothingForPaper`, `LetterFileAltered`,
    `PaperWorkFailed`, `DiskRefused` and `Cancelled`; then the folder is as it was.
    """
    with workshop.database.read() as connection:
        mailing = load_mailing(connection, mailing_id)
        people = sort_out(iterate_remainder(connection, mailing_id, open_only=True), need_document=True)
        hashes = _hashes(connection, mailing_id)
    desk = _Desk(mailing_id, layout, tuple(return_lines(layout, mailing.options)), say, context)
    with _disk_in_words(folder), PaperWorker() as worker:
        measured = _measure(worker, people.chosen, hashes, context)
        printable, damaged = _readable(people.chosen, measured)
        if not printable:
            raise NothingForPaper
        files = desk.write(worker, folder, printable, measured, mailing.name)
    return PaperRun(
        files=files,
        letter_ids=tuple(person.row.letter_id for person in printable),
        left_out=(*people.left_out, *damaged),
        respelt=tuple(person.row.name for person in printable if person.address.respelt),
        cleared=tuple(person.row.name for person in printable if person.address.cleared),
    )


@contextlib.contextmanager
def _disk_in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DiskRefused(folder, error.strerror or str(error)) from error


def _hashes(connection: Any, mailing_id: int) -> dict[Path, str | None]:
    rows = connection.execute(
        select(documents.c.path, documents.c.sha256).where(documents.c.mailing_id == mailing_id)
    )
    return {Path(row.path): row.sha256 for row in rows}


def _enclosed(row: RemainderRow) -> list[Path]:
    assert row.document is not None
    return [row.document, *row.attachments]


def _measure(
    worker: PaperWorker,
    people: Sequence[PaperPerson],
    hashes: Mapping[Path, str | None],
    context: WorkContext,
) -> dict[Path, Measured]:
    """Look at each file once. Raises `LetterFileAltered` for one that is not as it was confirmed."""
    measured: dict[Path, Measured] = {}
    label = text("Looking at the letters")
    for done, person in enumerate(people):
        context.check_cancelled()
        context.progress(done, len(people), label)
        for path in _enclosed(person.row):
            if path in measured:
                continue
            found = worker.measure(path, context)
            if found is None or found.sha256 != hashes.get(path):
                raise _altered(person.row, path)
            measured[path] = found
    return measured


def _altered(row: RemainderRow, path: Path) -> LetterFileAltered:
    person = person_words(row.name, row.customer_id)
    return LetterFileAltered(path, person, missing=not path.exists())


def _readable(
    people: Sequence[PaperPerson], measured: Mapping[Path, Measured]
) -> tuple[list[PaperPerson], list[LeftOut]]:
    """Those whose files can all be printed, and the others with the file that cannot."""
    fine: list[PaperPerson] = []
    damaged: list[LeftOut] = []
    for person in people:
        bad = next((path for path in _enclosed(person.row) if not measured[path].pages), None)
        if bad is None:
            fine.append(person)
        else:
            why = text(
                "{file} is damaged, empty or needs a password, so it cannot be printed.", file=bad.name
            )
            damaged.append(leave_out(person.row, why))
    return fine, damaged


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where one run's letters are put together."""

    mailing_id: int
    layout: PaperLayout
    back: tuple[str, ...]
    say: Translator
    context: WorkContext

    def write(
        self,
        worker: PaperWorker,
        folder: Path,
        people: Sequence[PaperPerson],
        measured: Mapping[Path, Measured],
        title: str,
    ) -> tuple[PaperFile, ...]:
        """Write all files beside their places, then put them there."""
        folder.mkdir(parents=True, exist_ok=True)
        stacks = list(self._stacks(people, measured))
        with tempfile.TemporaryDirectory(dir=folder, prefix=".letters-") as temporary:
            made: list[PaperFile] = []
            numbers = count(1)
            for place, stack in enumerate(stacks, 1):
                pages = [self._pages(person, next(numbers), len(people), measured) for person in stack]
                target = Path(temporary) / self._name(f"{place:02}", f"{len(stacks):02}")
                made.append(self._write_stack(worker, target, stack, pages, measured, title, len(people)))
            return self._put_in_place(folder, made)

    def _write_stack(
        self,
        worker: PaperWorker,
        target: Path,
        stack: Sequence[PaperPerson],
        pages: Sequence[PersonPages],
        measured: Mapping[Path, Measured],
        title: str,
        total: int,
    ) -> PaperFile:
        parts: list[Path] = []
        two_sided = self.layout.two_sided
        for some in _handfuls(pages, measured):
            self.context.check_cancelled()
            self.context.progress(some[0].number - 1, total, text("Putting the letters together"))
            parts.append(target.with_suffix(f".{len(parts)}.part"))
            try:
                worker.write_part(parts[-1], some, title, self.context, two_sided=two_sided)
            except FileAltered as altered:
                raise _altered_among(stack, altered.path) from altered
        written = worker.join(target, parts, title, self.context, two_sided=two_sided)
        for part in parts:
            part.unlink()
        sheets = written // 2 if two_sided else written
        return PaperFile(target, len(stack), sheets, written)

    def _stacks(
        self, people: Sequence[PaperPerson], measured: Mapping[Path, Measured]
    ) -> Iterator[list[PaperPerson]]:
        """The people of each file: as many as fit its sheets, and never part of somebody."""
        stack: list[PaperPerson] = []
        filled = 0
        for person in people:
            sheets = self._sheets(person, measured)
            if stack and filled + sheets > self.layout.sheets_per_file:
                yield stack
                stack, filled = [], 0
            stack.append(person)
            filled += sheets
        if stack:
            yield stack

    def _sheets(self, person: PaperPerson, measured: Mapping[Path, Measured]) -> int:
        pages = [measured[path].pages for path in _enclosed(person.row)]
        return 1 + sum((each + 1) // 2 if self.layout.two_sided else each for each in pages)

    def _pages(
        self, person: PaperPerson, number: int, total: int, measured: Mapping[Path, Measured]
    ) -> PersonPages:
        sheet = address_sheet(person.address.lines, self.back, self.layout, number, total)
        enclosed = tuple(Enclosed(path, measured[path].sha256) for path in _enclosed(person.row))
        return PersonPages(sheet, enclosed, number)

    def _name(self, part: str, parts: str) -> str:
        """A file's name: sorted by name, the files are in order."""
        name = text(
            "letters-{mailing}-{part}-of-{parts}.pdf", mailing=str(self.mailing_id), part=part, parts=parts
        )
        return self.say.render(name)

    def _put_in_place(self, folder: Path, made: Sequence[PaperFile]) -> tuple[PaperFile, ...]:
        names = {file.path.name for file in made}
        for file in made:
            make_private(file.path)
            file.path.replace(folder / file.path.name)
        for old in folder.glob(self._name("*", "*")):
            if old.name not in names:
                old.unlink()
        flush_folder(folder)
        placed = (folder / file.path.name for file in made)
        return tuple(
            PaperFile(path, file.letters, file.sheets, file.pages)
            for path, file in zip(placed, made, strict=True)
        )


def _handfuls(pages: Iterable[PersonPages], measured: Mapping[Path, Measured]) -> Iterator[list[PersonPages]]:
    """So many people at a time that their different documents fit into memory together."""
    handful: list[PersonPages] = []
    held: dict[str, int] = {}
    for person in pages:
        sizes = {each.sha256: measured[each.path].size for each in person.documents}
        together = held | sizes
        if handful and (len(together) > _DOCUMENTS_AT_ONCE or sum(together.values()) > _BYTES_AT_ONCE):
            yield handful
            handful, together = [], sizes
        handful.append(person)
        held = together
    if handful:
        yield handful


def _altered_among(people: Sequence[PaperPerson], path: Path) -> LetterFileAltered:
    row = next((person.row for person in people if path in _enclosed(person.row)), people[0].row)
    return _altered(row, path)

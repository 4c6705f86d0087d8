"""Address labels for those who get paper, on sheets of A4."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.base.work import WorkContext
from desktop_app.mailing.batches import in_batches
from desktop_app.mailing.ledger import load_mailing
from desktop_app.mailing.paper_errors import NothingForPaper
from desktop_app.mailing.paper_layout import LabelLayout
from desktop_app.mailing.paper_people import LeftOut, PaperPerson, sort_out
from desktop_app.mailing.paper_worker import PaperWorker
from desktop_app.mailing.remainder import iterate_remainder
from desktop_app.mailing.typesetting import A4_MM, Line, Sheet, fitting_size, wrapped
from desktop_app.mailing.workshop import Workshop

_PADDING_MM = 6.0
"""What most printers leave white at the edge of a sheet, so that a label there loses nothing."""
_SIZE, _SMALLEST = 10.5, 6.0
_LEADING = 1.28
_MM_A_POINT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class LabelRun:
    """The labels that were written, in the order of the letters on paper."""

    file: Path
    labels: int
    left_out: tuple[LeftOut, ...]


def write_labels(
    workshop: Workshop, mailing_id: int, target: Path, layout: LabelLayout, context: WorkContext
) -> LabelRun:
    """Write a label for everybody for whom paper is right, whole or not at all.

    Raises `NothingForPaper`, `DiskRefused`, `PaperWorkFailed` and `Cancelled`.
    """
    with workshop.database.read() as connection:
        title = load_mailing(connection, mailing_id).name
        people = sort_out(iterate_remainder(connection, mailing_id, open_only=True), need_document=False)
    if not people.chosen:
        raise NothingForPaper
    with PaperWorker() as worker:
        worker.write_sheets(target, tuple(label_sheets(people.chosen, layout)), title, context)
    return LabelRun(target, len(people.chosen), people.left_out)


def label_sheets(people: Sequence[PaperPerson], layout: LabelLayout) -> Iterator[Sheet]:
    """The sheets, filled row by row."""
    for some in in_batches(people, layout.per_sheet):
        lines: list[Line] = []
        for place, person in enumerate(some):
            lines.extend(_label(person.address.lines, place, layout))
        yield Sheet(tuple(lines))


def _label(address: Sequence[str], place: int, layout: LabelLayout) -> list[Line]:
    """One address in its field, in the middle between top and bottom."""
    width = (A4_MM[0] - 2 * layout.side_mm) / layout.columns
    height = (A4_MM[1] - 2 * layout.top_mm) / layout.rows
    row, column = divmod(place, layout.columns)
    room = width - 2 * _PADDING_MM
    lines = _lines(address, _SIZE, room)
    size = max(min(_SIZE, (height - 4.0) / (len(lines) * _LEADING * _MM_A_POINT)), _SMALLEST)
    leading = size * _LEADING * _MM_A_POINT
    top = layout.top_mm + row * height + (height - len(lines) * leading) / 2
    left = layout.side_mm + column * width + _PADDING_MM
    return [
        Line(words, left, top + (number + 0.78) * leading, fitting_size(words, size, room, _SMALLEST))
        for number, words in enumerate(lines)
    ]


def _lines(address: Sequence[str], size: float, room: float) -> list[str]:
    """The address in lines, a long one broken only where shrinking does not help."""
    lines: list[str] = []
    for words in address:
        fits = fitting_size(words, size, room, 0.8 * size)
        lines.extend(wrapped(words, fits, room))
    return lines

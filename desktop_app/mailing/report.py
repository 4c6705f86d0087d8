"""A mailing on one page of A4: its numbers, dates and jobs, and why some were not reached. No names are in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from desktop_app.base.texts import Text, plural, text
from desktop_app.base.translate import Translator
from desktop_app.base.work import WorkContext
from desktop_app.digipost.model import JobKind
from desktop_app.mailing import lists
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.paper_worker import PaperWorker
from desktop_app.mailing.tables import letters
from desktop_app.mailing.typesetting import Bar, Line, Sheet, fitting_size, width_mm, wrapped
from desktop_app.mailing.views import JobView, MailingDetail
from desktop_app.mailing.workshop import Workshop

_LEFT, _RIGHT = 25.0, 190.0
_QUIET = 0.42
_HAIR = 0.15
_ROW = 6.2
_JOBS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many were not reached for a reason, and how many of them have been reached otherwise since."""

    reason: Reason
    count: int
    done: int


def write_report(
    workshop: Workshop, mailing_id: int, target: Path, say: Translator, context: WorkContext
) -> None:
    """Write the report as a PDF. Raises `UnknownMailing`, `DiskRefused`, `PaperWorkFailed`, `Cancelled`."""
    with workshop.database.read() as connection:
        detail = lists.mailing_detail(connection, mailing_id)
        rows = connection.execute(
            select(letters.c.reason, func.count(), func.count(letters.c.done_at))
            .where(letters.c.mailing_id == mailing_id, letters.c.outcome == Outcome.REMAINDER)
            .group_by(letters.c.reason)
            .order_by(func.count().desc(), letters.c.reason)
        ).all()
    reasons = [ReasonCount(Reason(row[0]), row[1], row[2]) for row in rows]
    sheet = report_sheet(detail, reasons, workshop.clock.now(), say)
    with PaperWorker() as worker:
        worker.write_sheets(target, (sheet,), detail.mailing.name, context)


def report_sheet(
    detail: MailingDetail, reasons: Sequence[ReasonCount], made_at: datetime, say: Translator
) -> Sheet:
    """The page."""
    page = _Page(say)
    page.write_title(detail.mailing.name, text("Report of {moment}", moment=made_at))
    page.write_figures(_figures(detail))
    page.write_pairs(text("Dates"), _dates(detail))
    page.write_pairs(text("Not reached digitally, by reason"), list(_reasons(reasons)))
    page.write_jobs(detail.jobs)
    page.write_foot()
    return page.sheet()


def _figures(detail: MailingDetail) -> list[tuple[int, Text]]:
    mailing = detail.mailing
    shown = [
        (mailing.letters, plural("letter", "letters", count=mailing.letters)),
        (mailing.digital, text("delivered in Digipost")),
        (mailing.printed, text("printed by Digipost")),
        (mailing.waiting, text("waiting for Digipost")),
        (mailing.remainder_done, text("reached in another way")),
        (mailing.remainder_open, text("still to be reached")),
    ]
    always = (0, 1, 5)
    return [each for place, each in enumerate(shown) if each[0] or place in always]


def _dates(detail: MailingDetail) -> list[tuple[Text, Text]]:
    mailing = detail.mailing
    moments = (
        (text("Made"), mailing.created_at),
        (text("Confirmed"), mailing.confirmed_at),
        (text("Finished"), mailing.finished_at),
    )
    dates = [(name, text("{moment}", moment=moment)) for name, moment in moments if moment is not None]
    return [*dates, (text("State"), mailing.state.words())]


def _reasons(reasons: Sequence[ReasonCount]) -> Iterator[tuple[Text, Text]]:
    for each in reasons:
        number = text("{count}", count=each.count)
        if each.done:
            number = text("{count}, {done} of them reached since", count=each.count, done=each.done)
        yield each.reason.words(), number
    if not reasons:
        yield text("Nobody"), text("{count}", count=0)


class _Page:
    """A page that is written from the top down. Keeps where the next line goes."""

    def __init__(self, say: Translator) -> None:
        self._say = say
        self._lines: list[Line] = []
        self._bars: list[Bar] = []
        self._y = 32.0

    def sheet(self) -> Sheet:
        return Sheet(tuple(self._lines), tuple(self._bars))

    def write_title(self, title: str, below: Text) -> None:
        size = fitting_size(title, 20.0, _RIGHT - _LEFT, 14.0, bold=True)
        for words in wrapped(title, size, _RIGHT - _LEFT, bold=True)[:2]:
            self._lines.append(Line(words, _LEFT, self._y, size, bold=True))
            self._y += size * 0.45
        self._lines.append(Line(self._say.render(below), _LEFT, self._y - 1.0, 10.0, grey=_QUIET))
        self._y += 14.0

    def write_figures(self, figures: Sequence[tuple[int, Text]]) -> None:
        step = (_RIGHT - _LEFT) / max(len(figures), 4)
        for place, (count, words) in enumerate(figures):
            x = _LEFT + place * step
            number = self._say.number(count)
            size = fitting_size(number, 22.0, step - 4.0, 10.0, bold=True)
            self._lines.append(Line(number, x, self._y, size, bold=True))
            for line, part in enumerate(wrapped(self._say.render(words), 9.0, step - 4.0)):
                self._lines.append(Line(part, x, self._y + 6.0 + 4.0 * line, 9.0, grey=_QUIET))
        self._y += 24.0

    def write_pairs(self, heading: Text, pairs: Sequence[tuple[Text, Text]]) -> None:
        self._write_heading(heading)
        for name, value in pairs:
            written = self._say.render(value)
            room = _RIGHT - _LEFT - width_mm(written, 10.0) - 6.0
            self._lines.append(Line(written, _RIGHT, self._y, 10.0, to_the_right=True))
            for number, part in enumerate(wrapped(self._say.render(name), 10.0, room)):
                self._y += 4.6 if number else 0.0
                self._lines.append(Line(part, _LEFT, self._y, 10.0))
            self._end_row()
        self._y += 8.0

    def write_jobs(self, jobs: Sequence[JobView]) -> None:
        if not jobs:
            return
        self._write_heading(text("Jobs at Digipost"))
        for job in jobs[-_JOBS_SHOWN:]:
            kind = text("Lookup") if job.kind is JobKind.LOOKUP else text("Mailing")
            self._lines.append(Line(job.job_id, _LEFT, self._y, fitting_size(job.job_id, 10.0, 118.0, 6.0)))
            self._lines.append(Line(self._say.render(kind), _RIGHT, self._y, 10.0, to_the_right=True))
            self._y += 4.6
            told = self._say.render(_told_of(job))
            size = fitting_size(told, 9.0, _RIGHT - _LEFT, 7.0)
            self._lines.append(Line(told, _LEFT, self._y, size, grey=_QUIET))
            self._end_row()
        if len(jobs) > _JOBS_SHOWN:
            more = plural("and {count} earlier", "and {count} earlier", count=len(jobs) - _JOBS_SHOWN)
            self._lines.append(Line(self._say.render(more), _LEFT, self._y, 9.0, grey=_QUIET))

    def write_foot(self) -> None:
        words = text(
            "Made by Brevdue. The report holds no names; the list of recipients is a file of its own."
        )
        self._lines.append(Line(self._say.render(words), _LEFT, 284.0, 8.0, grey=_QUIET))

    def _write_heading(self, heading: Text) -> None:
        self._lines.append(Line(self._say.render(heading), _LEFT, self._y, 11.0, bold=True))
        self._bars.append(Bar(_LEFT, self._y + 2.2, _RIGHT - _LEFT, _HAIR * 2, 0.3))
        self._y += 8.4

    def _end_row(self) -> None:
        self._bars.append(Bar(_LEFT, self._y + 2.0, _RIGHT - _LEFT, _HAIR, 0.85))
        self._y += _ROW


def _told_of(job: JobView) -> Text:
    """State, size and moments of a job in one line."""
    letters_in_it = plural("{count} recipient", "{count} recipients", count=job.items)
    if job.uploaded_at is not None and job.finished_at is not None:
        return text(
            "{state} · {recipients} · sent {sent} · answered {answered}",
            state=job.state.words(),
            recipients=letters_in_it,
            sent=job.uploaded_at,
            answered=job.finished_at,
        )
    if job.uploaded_at is not None:
        return text(
            "{state} · {recipients} · sent {sent}",
            state=job.state.words(),
            recipients=letters_in_it,
            sent=job.uploaded_at,
        )
    return text("{state} · {recipients}", state=job.state.words(), recipients=letters_in_it)

"""Going on after an interruption: what the ledger says is half done is finished, after a look at the server."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import select

from desktop_app.base.errors import BrevdueError
from desktop_app.base.texts import Text
from desktop_app.base.work import WorkContext
from desktop_app.mailing.ledger import JobRecord, jobs_in, load_job
from desktop_app.mailing.receipts import fetch_and_apply
from desktop_app.mailing.restored import held_mailings
from desktop_app.mailing.sending import Line, advance_job, advance_mailing
from desktop_app.mailing.states import State
from desktop_app.mailing.tables import mailings
from desktop_app.mailing.views import FetchReport, RecoveryReport
from desktop_app.mailing.workshop import Workshop

_HALF_DONE = frozenset({State.CHECKED, State.BUILT, State.UPLOADING})
_AT_DIGIPOST = frozenset({State.UPLOADING, State.UPLOADED, State.ACKNOWLEDGED, State.UNCERTAIN})


@dataclass(slots=True)
class _Going:
    """What happened so far."""

    problems: list[Text] = field(default_factory=list)

    def try_to(self, act: Callable[[], object]) -> None:
        """Do it; what stops it is kept, and does not stop the rest."""
        try:
            act()
        except BrevdueError as error:
            if error.message not in self.problems:
                self.problems.append(error.message)


def recover(workshop: Workshop, line: Line, context: WorkContext) -> RecoveryReport:
    """Look at the ledger, and where something is under way at the server too; then go on with everything."""
    before = _half_done(workshop)
    going = _Going()
    if _all_started(workshop) or _anything_held(workshop):
        going.try_to(lambda: fetch_and_apply(workshop, line.transport(), context))
    _go_on(workshop, line, context, going)
    return _report(workshop, before, going)


def fetch_and_go_on(workshop: Workshop, line: Line, context: WorkContext) -> FetchReport:
    """Look for receipts once, then go on with the mailings that could not before."""
    report = fetch_and_apply(workshop, line.transport(), context)
    going = _Going()
    before = {job.key for job in _all_started(workshop)}
    _go_on(workshop, line, context, going)
    continued = tuple(job.job_id for job in _all_started(workshop) if job.key not in before)
    return FetchReport(
        fetched=report.fetched,
        applied=report.applied,
        repeated=report.repeated,
        unmatched=report.unmatched,
        unreadable=report.unreadable,
        removed=report.removed,
        problems=(*report.problems, *going.problems),
        continued=continued,
    )


def _go_on(workshop: Workshop, line: Line, context: WorkContext, going: _Going) -> None:
    for mailing_id in _mailings_under_way(workshop):
        context.check_cancelled()
        going.try_to(partial(advance_mailing, workshop, mailing_id, line, context))
    for job in _half_done(workshop):
        if job.mailing_id is None:
            context.check_cancelled()
            going.try_to(partial(advance_job, workshop, job, line, context))


def _mailings_under_way(workshop: Workshop) -> list[int]:
    """Confirmed mailings that wait for something: for us, or for Digipost. Not those that wait for a person."""
    question = (
        select(mailings.c.id)
        .where(
            mailings.c.state.not_in([State.DRAFT, State.CANCELLED]),
            mailings.c.waiting > 0,
            mailings.c.id.not_in(held_mailings()),
        )
        .order_by(mailings.c.id)
    )
    with workshop.database.read() as connection:
        return list(connection.execute(question).scalars())


def _half_done(workshop: Workshop) -> list[JobRecord]:
    with workshop.database.read() as connection:
        return jobs_in(connection, _HALF_DONE)


def _all_started(workshop: Workshop) -> list[JobRecord]:
    with workshop.database.read() as connection:
        return jobs_in(connection, _AT_DIGIPOST)


def _anything_held(workshop: Workshop) -> bool:
    """Digipost's answers may tell what became of a mailing that came back from a backup."""
    with workshop.database.read() as connection:
        return connection.execute(held_mailings().limit(1)).first() is not None


def _report(workshop: Workshop, before: list[JobRecord], going: _Going) -> RecoveryReport:
    with workshop.database.read() as connection:
        pairs = [(job, load_job(connection, job.key)) for job in before]
    return RecoveryReport(
        jobs=len(pairs),
        rebuilt=sum(1 for old, new in pairs if old.state is State.CHECKED and new.state is not State.CHECKED),
        uploaded=sum(1 for old, new in pairs if new.upload_attempts > old.upload_attempts),
        found_on_server=sum(
            1
            for old, new in pairs
            if old.state is State.UPLOADING
            and new.state in {State.UPLOADED, State.ACKNOWLEDGED, State.FINISHED}
            and new.upload_attempts == old.upload_attempts
        ),
        uncertain=sum(1 for _, new in pairs if new.state is State.UNCERTAIN),
        problems=tuple(going.problems),
    )

"""`split`: a lookup of recipients apart from any mailing."""

import argparse

from desktop_app.base.texts import Text, text
from desktop_app.cli.choosing import add_recipient_options, add_wait_option, expect_receipts_within, pairs_of
from desktop_app.cli.importing import import_file, refuse_if_none_left, row_error_data
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply, TextTable
from desktop_app.cli.session import Session
from desktop_app.jobs.lanes import JobContext, Lane
from desktop_app.mailing.states import State
from desktop_app.mailing.views import JobView, LookupSummary
from desktop_app.register.importing import ImportReport
from desktop_app.register.queries import RecipientQuery


def add_to(commands: Commands) -> None:
    """Add this command."""
    parser = commands.add("split", text("Look up who has Digipost, without sending anything."), split)
    add_recipient_options(parser)
    parser.add_argument("--name", metavar="TEXT", help=parser.say(text("what to call the lookup")))
    add_wait_option(parser)


def split(options: argparse.Namespace, session: Session) -> Reply:
    """Make the lookup and upload it; with --wait, stay until its answer is applied."""
    mailing = session.services.mailing
    expect_receipts_within(session, options.wait)
    ids, report = _recipients(options, session)
    name = options.name or session.translator.render(text("Lookup"))
    job = session.run(
        Lane.DIGIPOST, text("Sending the lookup"), lambda context: mailing.look_up(ids, name, context)
    )
    if options.wait is not None:
        wait_for_job(session, job.job_id, options.wait)
    summary = mailing.lookup_summary(job.job_id)
    errors = [row_error_data(error) for error in report.errors] if report else []
    needs_person = bool(errors) or summary.state in {State.FAILED, State.UNCERTAIN}
    return Reply(
        lookup_data(summary) | {"rejected": report.rejected if report else 0, "errors": errors},
        lookup_words(summary, mailing.job(job.job_id)),
        needs_person=needs_person,
    )


def wait_for_job(session: Session, job_id: str, seconds: float) -> State:
    """Look for receipts until a job has its end, at most so long."""

    def work(context: JobContext) -> State:
        return session.services.mailing.wait_for(seconds, context, job_id=job_id)

    return session.run(Lane.DIGIPOST, text("Waiting for Digipost"), work)


def lookup_data(summary: LookupSummary) -> dict[str, object]:
    """The fields of the contract for a lookup."""
    return {
        "job_id": summary.job_id,
        "state": summary.state,
        "total": summary.total,
        "digipost": summary.digipost,
        "identified": summary.identified,
        "unidentified": summary.unidentified,
        "invalid": summary.invalid,
        "unanswered": summary.unanswered,
        "cleared": summary.cleared,
    }


def lookup_words(summary: LookupSummary, job: JobView) -> list[Text | TextTable]:
    """The same for a person."""
    rows = (
        (text("Has Digipost"), summary.digipost),
        (text("Known, no Digipost"), summary.identified),
        (text("Not found"), summary.unidentified),
        (text("Wrong details"), summary.invalid),
        (text("Not answered yet"), summary.unanswered),
    )
    return [
        text("Lookup {job_id}: {state}", job_id=summary.job_id, state=job.words()),
        TextTable((text("Answer"), text("Recipients")), rows),
    ]


def _recipients(options: argparse.Namespace, session: Session) -> tuple[list[int], ImportReport | None]:
    if options.all:
        return session.services.register.ids(RecipientQuery()), None
    ids: list[int] = []
    report = import_file(
        session,
        options.recipients,
        pairs_of(options.map, "--map"),
        sheet=options.sheet,
        on_rows=lambda rows: ids.extend(recipient_id for recipient_id, _row in rows),
    )
    refuse_if_none_left(report)
    return list(dict.fromkeys(ids)), report

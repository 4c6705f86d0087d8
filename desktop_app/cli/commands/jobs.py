"""`jobs`: list, show, resume, cancel, replace, give up, release."""

import argparse
from pathlib import Path

from desktop_app.base.errors import InputError
from desktop_app.base.texts import Text, TextValue, plural, text
from desktop_app.base.work import WorkContext
from desktop_app.cli.commands.split import lookup_data
from desktop_app.cli.mailing_replies import mailing_data
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply, TextTable
from desktop_app.cli.session import Session
from desktop_app.digipost.model import JobKind
from desktop_app.jobs.lanes import Lane
from desktop_app.mailing.errors import UnknownMailing
from desktop_app.mailing.plan import Code
from desktop_app.mailing.views import JobView, RecoveryReport
from desktop_app.privacy.audit import Act

_MOST_LISTED = 100_000


def add_to(commands: Commands) -> None:
    """Add this group."""
    jobs = commands.group("jobs", text("The jobs at Digipost: list, show, go on, stop."))
    jobs.add("list", text("List all jobs, the newest first."), list_jobs)
    jobs.add("resume", text("Go on with everything that was interrupted."), resume)
    show = jobs.add("show", text("Show one job."), show_job)
    cancel = jobs.add("cancel", text("Stop a mailing that has not left this computer."), cancel_job)
    replace = jobs.add(
        "replace",
        text("Send an uncertain job's letters anew, once it is known that it never arrived."),
        replace_job,
    )
    give_up = jobs.add(
        "give-up",
        text("Say that an uncertain job never arrived, and that nothing is to be sent again."),
        give_up_job,
    )
    release = jobs.add(
        "release",
        text(
            "Let a mailing that came back from a backup go on, once it is known that it was not sent since."
        ),
        release_mailing,
    )
    release.add_argument("id", metavar="MAILING", type=int, help=jobs.say(text("the mailing's id")))
    release.add_argument("--reason", metavar="TEXT", required=True, help=jobs.say(text("how it is known")))
    for parser in (show, cancel, replace, give_up):
        parser.add_argument("id", metavar="ID", help=jobs.say(text("the job's id")))
    show.add_argument(
        "--report",
        metavar="FILE",
        type=Path,
        help=jobs.say(text("also write a page about the job's mailing, as a PDF")),
    )
    cancel.add_argument("--reason", metavar="TEXT", default="", help=jobs.say(text("why")))
    for parser in (replace, give_up):
        parser.add_argument("--reason", metavar="TEXT", required=True, help=jobs.say(text("how it is known")))


def list_jobs(_options: argparse.Namespace, session: Session) -> Reply:
    """Every job."""
    jobs = session.services.mailing.jobs(limit=_MOST_LISTED)
    headings = (text("Job"), text("Kind"), text("Name"), text("State"), text("Made"))
    rows = [(job.job_id, kind_words(job.kind), job.name, job.state.words(), job.created_at) for job in jobs]
    return Reply({"jobs": [job_data(job) for job in jobs]}, (TextTable(headings, rows),))


def show_job(options: argparse.Namespace, session: Session) -> Reply:
    """One job, with the numbers of its lookup or of its mailing."""
    service = session.services.mailing
    job = service.job(options.id)
    data = job_data(job)
    if job.kind is JobKind.LOOKUP:
        data |= lookup_data(service.lookup_summary(job.job_id))
    if job.mailing_id is not None:
        data["mailing"] = mailing_data(service.mailing(job.mailing_id).mailing)
    words: list[Text | TextTable] = [TextTable((text("Field"), text("Value")), _shown(job)), job.words()]
    if options.report is not None:
        data["report"] = _write_report(job, options.report.absolute(), session)
        words.append(text("The report is in {file}.", file=str(data["report"])))
    return Reply(data, words)


def _write_report(job: JobView, target: Path, session: Session) -> Path:
    number = job.mailing_id
    if number is None or not target.parent.is_dir():
        raise InputError(
            title=text("The report was not written."),
            message=text("This job is a lookup of its own and belongs to no mailing.")
            if number is None
            else text("There is no folder {folder}.", folder=str(target.parent)),
            hint=text("Name a mailing's job, and a file in a folder that is there."),
        )
    paper, say = session.services.mailing.paper, session.translator

    def write(work: WorkContext) -> None:
        paper.write_report(number, target, say, work)

    noted = session.services.privacy.audit.noting(Act.EXPORTED, target.name, write)
    session.run(Lane.FILES, text("Writing the report"), noted)
    return target


def resume(_options: argparse.Namespace, session: Session) -> Reply:
    """Look at the ledger and the server, and go on from there."""
    report = session.run(Lane.DIGIPOST, text("Going on"), session.services.mailing.recover)
    data = {
        "jobs": report.jobs,
        "rebuilt": report.rebuilt,
        "uploaded": report.uploaded,
        "found_on_server": report.found_on_server,
        "uncertain": report.uncertain,
        "problems": list(report.problems),
    }
    return Reply(data, _resume_words(report), needs_person=bool(report.problems or report.uncertain))


def cancel_job(options: argparse.Namespace, session: Session) -> Reply:
    """Stop what has not left this computer; ID is a job's or, before it has a job, a mailing's."""
    service = session.services.mailing
    try:
        job = service.cancel_job(options.id, options.reason)
    except UnknownMailing:
        if not options.id.isdigit():
            raise
        mailing = service.cancel(int(options.id), options.reason)
        done = text("The mailing “{name}” is cancelled. Nothing was sent.", name=mailing.name)
        return Reply(mailing_data(mailing) | {"job_id": None}, (done,))
    return Reply(
        job_data(job), (text("The job {job_id} is cancelled. Nothing was sent.", job_id=job.job_id),)
    )


def replace_job(options: argparse.Namespace, session: Session) -> Reply:
    """Put an uncertain job's letters into a new job, with a person's reason, and send that."""
    service = session.services.mailing
    detail = service.replace_job(options.id, options.reason)
    mailing_id = detail.mailing.id
    session.known["mailing_id"] = mailing_id
    sent = session.run(Lane.DIGIPOST, text("Sending"), lambda context: service.send(mailing_id, context))
    job_id = sent.job.job_id if sent.job else None
    done = text("The letters are in a new job, {job_id}.", job_id=job_id)
    return Reply(mailing_data(sent.mailing) | {"job_id": job_id}, (done,))


def give_up_job(options: argparse.Namespace, session: Session) -> Reply:
    """End an uncertain job that never arrived: whoever it was for is not reached."""
    job = session.services.mailing.give_up(options.id, options.reason)
    return Reply(job_data(job), (text("The job {job_id} is given up. Nothing is sent.", job_id=job.job_id),))


def release_mailing(options: argparse.Namespace, session: Session) -> Reply:
    """Put aside that a mailing came back from a backup. It goes on with `resume`."""
    service = session.services.mailing
    detail = service.mailing(options.id)
    held = [found.id for found in detail.deviations if found.code is Code.RESTORED]
    service.settle(held, options.reason)
    name = detail.mailing.name
    done = text("“{name}” goes on with “jobs resume”.", name=name)
    nothing = text("“{name}” does not wait for anybody.", name=name)
    return Reply(mailing_data(detail.mailing) | {"released": bool(held)}, (done if held else nothing,))


def kind_words(kind: JobKind) -> Text:
    """The kind of job in the person's words."""
    return text("Lookup") if kind is JobKind.LOOKUP else text("Mailing")


def job_data(job: JobView) -> dict[str, object]:
    """One job's fields."""
    return {
        "job_id": job.job_id,
        "kind": "lookup" if job.kind is JobKind.LOOKUP else "mailing",
        "state": job.state,
        "mailing_id": job.mailing_id,
        "name": job.name,
        "items": job.items,
        "interface": job.interface,
        "zip_name": job.zip_name,
        "zip_size": job.zip_size,
        "upload_attempts": job.upload_attempts,
        "created_at": job.created_at,
        "uploaded_at": job.uploaded_at,
        "acknowledged_at": job.acknowledged_at,
        "finished_at": job.finished_at,
        "failure": job.failure,
        "reason": job.reason,
    }


def _shown(job: JobView) -> list[tuple[Text, TextValue]]:
    shown: list[tuple[Text, TextValue]] = [
        (text("Job"), job.job_id),
        (text("Kind"), kind_words(job.kind)),
        (text("Name"), job.name),
        (text("State"), job.state.words()),
        (text("Recipients"), str(job.items)),
        (text("File"), job.zip_name),
        (text("Made"), job.created_at),
        (text("Sent"), job.uploaded_at),
        (text("Received by Digipost"), job.acknowledged_at),
        (text("Finished"), job.finished_at),
        (text("Failure"), job.failure),
    ]
    return [(name, value) for name, value in shown if value is not None]


def _resume_words(report: RecoveryReport) -> list[Text]:
    if not report.jobs and not report.problems:
        return [text("Nothing was interrupted.")]
    words = [plural("{count} job was looked at.", "{count} jobs were looked at.", count=report.jobs)]
    if report.uploaded:
        words.append(plural("{count} was sent now.", "{count} were sent now.", count=report.uploaded))
    if report.found_on_server:
        words.append(
            plural(
                "{count} had arrived already.", "{count} had arrived already.", count=report.found_on_server
            )
        )
    if report.uncertain:
        words.append(plural("{count} is uncertain.", "{count} are uncertain.", count=report.uncertain))
    return words + list(report.problems)

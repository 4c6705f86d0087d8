"""`digis`: import, sync, status, resend, resolve, export."""

import argparse
from pathlib import Path

from desktop_app.base.texts import Text, plural, text
from desktop_app.cli.choosing import add_reading_options, pairs_of
from desktop_app.cli.digis_replies import import_reply, status_reply, sync_reply, trial_reply
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply
from desktop_app.cli.session import Session
from desktop_app.digis.errors import DecisionRefused
from desktop_app.digis.importing.report import MemberImportReport
from desktop_app.jobs.lanes import JobContext, Lane
from desktop_app.privacy.audit import Act


def add_to(commands: Commands) -> None:
    """Add this group."""
    digis = commands.group("digis", text("The Digis sync: members, who is sent, and the export."))
    say = digis.say
    importing = digis.add("import", text("Take members from the gym system's file."), import_command)
    importing.add_argument("file", metavar="FILE", type=Path, help=say(text("a CSV file or a spreadsheet")))
    add_reading_options(importing)
    importing.add_argument(
        "--complete",
        action="store_true",
        help=say(text("the file holds all members: subscriptions that are not in it have ended")),
    )
    importing.add_argument("--dry-run", action="store_true", help=say(text("only report; change nothing")))

    sync = digis.add("sync", text("Send everybody who waits to Digis."), sync_command)
    sync.add_argument(
        "--dry-run", action="store_true", help=say(text("only say who would be sent, and why the others not"))
    )
    digis.add("status", text("How many members there are, and where they stand."), status_command)

    resend = digis.add("resend", text("Queue one person again."), resend_command)
    resend.add_argument("person", metavar="PERSON", help=say(text("the person's id in the gym's system")))
    resend.add_argument(
        "--reason", metavar="TEXT", required=True, help=say(text("why; it is kept with the person"))
    )

    resolve = digis.add("resolve", text("Say of an unknown person whether Digis has them."), resolve_command)
    resolve.add_argument("person", metavar="PERSON", help=say(text("the person's id in the gym's system")))
    which = resolve.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--arrived", action="store_true", help=say(text("Digis has them; they are not sent again"))
    )
    which.add_argument(
        "--not-arrived", action="store_true", help=say(text("Digis has not; they are sent again"))
    )
    resolve.add_argument(
        "--external-id", metavar="ID", help=say(text("Digis' id for the person, where it is known"))
    )
    resolve.add_argument(
        "--reason", metavar="TEXT", required=True, help=say(text("why; it is kept with the person"))
    )

    export = digis.add("export", text("Write every active member to a file."), export_command)
    export.add_argument(
        "--out",
        metavar="FILE",
        type=Path,
        required=True,
        help=say(text("a name that ends in .csv or .json")),
    )


def import_command(options: argparse.Namespace, session: Session) -> Reply:
    """Import the gym's file; rows that are wrong are reported and leave the others alone."""
    digis, overrides = session.services.digis, pairs_of(options.map, "--map")

    def work(context: JobContext) -> MemberImportReport:
        table = digis.open_table(options.file, options.sheet)
        mapping = digis.suggest(table, overrides)
        report = digis.import_members(
            table, mapping, context, dry_run=options.dry_run, complete=options.complete
        )
        if not options.dry_run:
            session.services.privacy.audit.note(Act.IMPORTED, people=report.read, about=options.file.name)
        return report

    return import_reply(session.run(Lane.FILES, text("Reading members"), work))


def sync_command(options: argparse.Namespace, session: Session) -> Reply:
    """Send those who wait; what was not sent is said with its reason."""
    digis = session.services.digis
    if options.dry_run:
        return trial_reply(digis)
    return sync_reply(session.run(Lane.DIGIS, text("Sending members to Digis"), digis.sync))


def status_command(_options: argparse.Namespace, session: Session) -> Reply:
    """The numbers."""
    return status_reply(session.services.digis.status())


def resend_command(options: argparse.Namespace, session: Session) -> Reply:
    """Queue somebody again; the next sync sends them."""
    session.services.digis.resend(options.person, reason=options.reason)
    return _queued_again(options.person)


def resolve_command(options: argparse.Namespace, session: Session) -> Reply:
    """Decide about somebody who is unknown."""
    digis, person = session.services.digis, options.person
    if options.not_arrived:
        if options.external_id:
            raise DecisionRefused(
                text("An id at Digis belongs to somebody who arrived."), text("Use it with --arrived.")
            )
        digis.resend(person, reason=options.reason, only_unknown=True)
        return _queued_again(person)
    digis.mark_as_arrived(person, reason=options.reason, external_id=options.external_id)
    done: Text = text("{person} counts as sent from now on.", person=person)
    return Reply({"person": person, "arrived": True, "external_id": options.external_id}, (done,))


def _queued_again(person: str) -> Reply:
    done: Text = text("{person} is queued again and goes with the next sync.", person=person)
    return Reply({"person": person, "queued": True}, (done,))


def export_command(options: argparse.Namespace, session: Session) -> Reply:
    """Write DigisAllActive to a file."""
    digis, target = session.services.digis, options.out.absolute()
    count = session.run(
        Lane.FILES, text("Writing active members"), lambda context: digis.export(target, context)
    )
    session.services.privacy.audit.note(Act.EXPORTED, people=count, about=target.name)
    done = plural(
        "{count} active member is in {file}.",
        "{count} active members are in {file}.",
        count=count,
        file=str(target),
    )
    return Reply({"members": count, "file": target}, (done,))

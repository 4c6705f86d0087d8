"""`register`: import, list, show, export, forget."""

import argparse
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from desktop_app.base.texts import Text, TextValue, plural, text
from desktop_app.cli.choosing import add_reading_options, pairs_of
from desktop_app.cli.commands import register_tools
from desktop_app.cli.importing import import_data, import_file, import_words
from desktop_app.cli.parser import Commands
from desktop_app.cli.recipients import find_recipient, recipient_data
from desktop_app.cli.replies import Reply, TextTable
from desktop_app.cli.session import Session
from desktop_app.jobs.lanes import Lane
from desktop_app.mailing.letters import LetterQuery, LetterRow
from desktop_app.privacy.audit import Act
from desktop_app.register.exporting import export_recipients
from desktop_app.register.importing import ImportMode
from desktop_app.register.model import LookupStatus, Recipient
from desktop_app.register.queries import RecipientQuery
from desktop_app.register.words import status_words

NEVER = "never"
"""What `--status` takes for recipients who were never looked up."""


def add_to(commands: Commands) -> None:
    """Add this group."""
    register = commands.group("register", text("The recipients: import, look, export, forget."))
    _add_import(register)
    _add_list(register)
    say = register.say
    for name, help_text, handler in (
        ("show", text("Show one recipient with the letters sent."), show_command),
        (
            "forget",
            text("Remove one person for good, from the mailings, files and backups too."),
            forget_command,
        ),
        ("held", text("Write everything that is held about one person to a file."), held_command),
    ):
        parser = register.add(name, help_text, handler)
        parser.add_argument("id", metavar="ID", help=say(text("the customer id, or the id in the register")))
        if handler is held_command:
            parser.add_argument(
                "--out",
                metavar="FILE",
                type=Path,
                required=True,
                help=say(text("a name that ends in .html, to read and print, or in .json")),
            )
    export = register.add(
        "export", text("Write the recipients to a file that imports again."), export_command
    )
    export.add_argument(
        "file", metavar="FILE", type=Path, help=say(text("a name that ends in .csv or .xlsx"))
    )
    register_tools.add_to(register)


def _add_import(register: Commands) -> None:
    say = register.say
    parser = register.add("import", text("Take recipients from a spreadsheet or CSV file."), import_command)
    parser.add_argument("file", metavar="FILE", type=Path, help=say(text("a CSV file or a spreadsheet")))
    add_reading_options(parser)
    parser.add_argument(
        "--mode",
        choices=[str(mode) for mode in ImportMode],
        default=str(ImportMode.UPDATE),
        help=say(text("what happens to those who are in the register already (update)")),
    )
    parser.add_argument(
        "--remove-missing",
        action="store_true",
        help=say(text("with --mode replace: remove those who are not in the file")),
    )
    parser.add_argument("--dry-run", action="store_true", help=say(text("only report; change nothing")))


def _add_list(register: Commands) -> None:
    say = register.say
    parser = register.add("list", text("List recipients."), list_command)
    parser.add_argument(
        "--status", choices=[*map(str, LookupStatus), NEVER], help=say(text("only those with this status"))
    )
    parser.add_argument("--search", metavar="TEXT", default="", help=say(text("only those with this text")))
    parser.add_argument(
        "--tag", metavar="TAG", action="append", default=[], help=say(text("only those with this tag"))
    )
    parser.add_argument(
        "--older-than",
        metavar="DAYS",
        type=int,
        help=say(text("only those whose lookup is older, or who had none")),
    )


def import_command(options: argparse.Namespace, session: Session) -> Reply:
    """Import a file; rows that are wrong are reported and leave the others alone."""
    report = import_file(
        session,
        options.file,
        pairs_of(options.map, "--map"),
        sheet=options.sheet,
        mode=ImportMode(options.mode),
        dry_run=options.dry_run,
        remove_missing=options.remove_missing,
    )
    return Reply(import_data(report), import_words(report), needs_person=report.rejected > 0)


def list_command(options: argparse.Namespace, session: Session) -> Reply:
    """The recipients that a search and a status find."""
    register = session.services.register
    query = RecipientQuery(
        search=options.search,
        statuses=_statuses(options.status),
        tags=frozenset(options.tag),
        lookup_older_than_days=options.older_than,
    )
    headings = (text("Customer id"), text("Name"), text("Postcode"), text("City"), text("Status"))
    rows = (
        (person.customer_id, person.full_name, person.postcode, person.city, status_words(person.status))
        for person in register.iterate(query)
    )
    count = register.count(query)
    return Reply(
        {"count": count, "recipients": (recipient_data(person) for person in register.iterate(query))},
        (TextTable(headings, rows), plural("{count} recipient.", "{count} recipients.", count=count)),
    )


def _statuses(chosen: str | None) -> frozenset[LookupStatus | None]:
    if chosen is None:
        return frozenset()
    return frozenset({None if chosen == NEVER else LookupStatus(chosen)})


def show_command(options: argparse.Namespace, session: Session) -> Reply:
    """One recipient: every field, what the last lookup said, and the letters."""
    person = find_recipient(session, options.id)
    query = LetterQuery(recipient_id=person.id)
    letters = list(session.services.mailing.iterate_letters(query))
    shown = [(text("{field}", field=name), value) for name, value in _shown_fields(person)]
    words: list[Text | TextTable] = [TextTable((text("Field"), text("Value")), shown)]
    if letters:
        headings = (text("Mailing"), text("Subject"), text("Outcome"))
        rows = [(str(letter.mailing_id), letter.subject, letter.outcome.words()) for letter in letters]
        words.append(TextTable(headings, rows))
    return Reply(recipient_data(person) | {"letters": [_letter_data(letter) for letter in letters]}, words)


def export_command(options: argparse.Namespace, session: Session) -> Reply:
    """Write the whole register to a file."""
    register, target = session.services.register, options.file.absolute()
    count = session.run(
        Lane.FILES,
        text("Writing recipients"),
        lambda context: export_recipients(register, RecipientQuery(), target, context),
    )
    session.services.privacy.audit.note(Act.EXPORTED, people=count, about=target.name)
    done = plural(
        "{count} recipient is in {file}.", "{count} recipients are in {file}.", count=count, file=str(target)
    )
    return Reply({"recipients": count, "file": target}, (done,))


def forget_command(options: argparse.Namespace, session: Session) -> Reply:
    """Remove a person for good: from the register, the ledger, the sync, the files and the backups.

    Also somebody who was removed from the register and stands in old mailings, by their customer id.
    """
    person = session.services.mailing.removed_person(options.id) or find_recipient(session, options.id)
    forgetting = session.services.privacy.forgetting
    gone = session.run(
        Lane.FILES, text("Forgetting a person"), lambda context: forgetting.forget(person.id, context)
    )
    words = [
        text("{customer_id} is no longer in the register.", customer_id=person.customer_id),
        *(
            text("This file is needed or open, and still names the person: {file}", file=str(path))
            for path in gone.still_there
        ),
    ]
    counted = ("letters", "lookups", "members", "sentences", "files", "log_lines", "backups")
    return Reply(
        {
            "customer_id": person.customer_id,
            "forgotten": True,
            "letters_left": 0,
            "removed": {name: getattr(gone, name) for name in counted},
            "still_there": list(gone.still_there),
        },
        words,
        needs_person=bool(gone.still_there),
    )


def held_command(options: argparse.Namespace, session: Session) -> Reply:
    """Write everything that is held about one person to a file that they can be given."""
    person, services = find_recipient(session, options.id), session.services
    target = options.out.absolute()
    held = session.run(
        Lane.FILES,
        text("Gathering what we hold"),
        lambda context: services.privacy.write_held(person.id, target, session.translator, context),
    )
    counts = {
        "letters": len(held["mailings"]["letters"]),
        "lookups": len(held["mailings"]["lookups"]) + len(held["register"]["lookups"]),
        "members": len(held["digis"]),
        "files": len(held["files"]),
    }
    return Reply(
        {"customer_id": person.customer_id, "file": target, **counts},
        (
            text(
                "Everything that is held about {customer_id} is in {file}.",
                customer_id=person.customer_id,
                file=str(target),
            ),
        ),
    )


def _shown_fields(person: Recipient) -> Iterator[tuple[str, TextValue]]:
    for name, value in recipient_data(person).items():
        match value:
            case None | [] | "":
                continue
            case LookupStatus():
                yield name, status_words(value)
            case list():
                yield name, ", ".join(value)
            case str() | int() | date() | datetime():
                yield name, value


def _letter_data(letter: LetterRow) -> dict[str, object]:
    return {
        "letter_id": letter.id,
        "mailing_id": letter.mailing_id,
        "job_id": letter.job_id,
        "uuid": letter.uuid,
        "subject": letter.subject,
        "outcome": letter.outcome,
        "reason": letter.reason,
        "details": list(letter.details),
        "outcome_at": letter.outcome_at,
        "done": letter.done_at is not None,
    }

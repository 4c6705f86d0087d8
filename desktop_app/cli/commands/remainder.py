"""`remainder`: who was not reached, and reaching them in another way."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from desktop_app.base.errors import InputError
from desktop_app.base.texts import Text, plural, text
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply, TextTable
from desktop_app.cli.session import Session
from desktop_app.jobs.lanes import JobContext, Lane
from desktop_app.mailing.letters import RemainderRow

_PAGE = 500


def add_to(commands: Commands) -> None:
    """Add this group."""
    remainder = commands.group("remainder", text("The people a mailing did not reach."))
    say = remainder.say
    listing = remainder.add("list", text("List them with the reason."), list_remainder)
    export = remainder.add("export", text("Write them to files, to reach them on paper."), export_remainder)
    done = remainder.add("done", text("Tick one person off."), mark_done)
    for parser in (listing, export, done):
        parser.add_argument("mailing", metavar="MAILING", type=int, help=say(text("the mailing's id")))
    listing.add_argument("--open", action="store_true", help=say(text("only those not ticked off")))
    export.add_argument(
        "--out", metavar="DIR", type=Path, required=True, help=say(text("the folder to write to"))
    )
    done.add_argument("id", metavar="ID", help=say(text("the customer id, or the letter's id")))
    done.add_argument("--how", metavar="TEXT", required=True, help=say(text("how the person was reached")))


def list_remainder(options: argparse.Namespace, session: Session) -> Reply:
    """Everybody who was not reached."""
    rows = list(iterate_remainder(session, options.mailing, open_only=options.open))
    return Reply({"remainder": [remainder_data(row) for row in rows]}, remainder_words(rows))


def export_remainder(options: argparse.Namespace, session: Session) -> Reply:
    """Write the list of those still to be reached."""
    service = session.services.mailing
    service.mailing(options.mailing)
    folder = options.out.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"remainder-{options.mailing}.csv"

    def work(context: JobContext) -> int:
        return service.export_remainder(options.mailing, target, context)

    count = session.run(Lane.FILES, text("Writing the list"), work)
    done = plural(
        "{count} person is in {file}.", "{count} people are in {file}.", count=count, file=str(target)
    )
    return Reply({"files": [target], "letters": count}, (done,))


def mark_done(options: argparse.Namespace, session: Session) -> Reply:
    """Tick somebody off."""
    row = _find(session, options.mailing, options.id)
    session.services.mailing.mark_done(options.mailing, [row.letter_id], options.how)
    left = session.services.mailing.mailing(options.mailing).mailing.remainder_open
    words = (
        text("{customer_id} is ticked off.", customer_id=row.customer_id),
        plural("{count} person is left.", "{count} people are left.", count=left),
    )
    return Reply({"customer_id": row.customer_id, "done": True, "left": left}, words)


def iterate_remainder(
    session: Session, mailing_id: int, *, open_only: bool = False
) -> Iterator[RemainderRow]:
    """Everybody a mailing did not reach, page by page. Raises `UnknownMailing`."""
    service, offset = session.services.mailing, 0
    service.mailing(mailing_id)
    while page := service.remainder(mailing_id, offset, _PAGE, open_only=open_only):
        yield from page
        offset += len(page)


def remainder_data(row: RemainderRow) -> dict[str, object]:
    """One person who was not reached. `reason` and `details` are codes, `reason_text` says it in words."""
    return {
        "customer_id": row.customer_id,
        "name": row.name,
        "reason": row.reason,
        "reason_text": row.reason_text,
        "details": list(row.details),
        "done": row.done,
        "done_how": row.done_how,
        "may_print": row.may_print,
        "letter_id": row.letter_id,
        "document": row.document,
    }


def remainder_words(rows: list[RemainderRow]) -> list[Text | TextTable]:
    """The same for a person."""
    if not rows:
        return [text("Everybody was reached.")]
    headings = (text("Customer id"), text("Name"), text("Reason"), text("Done"))
    cells = [(row.customer_id, row.name, row.reason_text, row.done_how or "") for row in rows]
    count = plural("{count} person was not reached.", "{count} people were not reached.", count=len(rows))
    return [TextTable(headings, cells), count]


def _find(session: Session, mailing_id: int, written: str) -> RemainderRow:
    rows = list(iterate_remainder(session, mailing_id))
    by_customer = [row for row in rows if row.customer_id == written]
    found = by_customer or [row for row in rows if str(row.letter_id) == written]
    if found:
        return found[0]
    raise InputError(
        title=text("Nobody in this remainder has that id."),
        message=text(
            "“{id}” is nobody whom mailing {mailing} did not reach.", id=written, mailing=str(mailing_id)
        ),
        hint=text("“remainder list {mailing}” shows them.", mailing=str(mailing_id)),
    )

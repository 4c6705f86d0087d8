"""`remainder`: who was not reached, and reaching them in another way."""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from desktop_app.base.errors import InputError
from desktop_app.base.texts import Text, plural, text
from desktop_app.cli.paper_files import PaperFiles, write_paper_files
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply, TextTable
from desktop_app.cli.session import Session
from desktop_app.jobs.lanes import JobContext, Lane
from desktop_app.mailing.letters import RemainderRow
from desktop_app.mailing.paper_layout import PaperLayout, paper_layout
from desktop_app.privacy.audit import Act

_PAGE = 500
_LARGEST_LEFT, _LARGEST_TOP = 150, 240
_MOST_COLUMNS, _MOST_ROWS = 5, 16


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
    _add_layout(export, say)
    done.add_argument("id", metavar="ID", help=say(text("the customer id, or the letter's id")))
    done.add_argument("--how", metavar="TEXT", required=True, help=say(text("how the person was reached")))
    done.add_argument(
        "--on",
        metavar="DATE",
        type=_day,
        help=say(text("the day it was done, as 2027-03-15; today if not given")),
    )


def list_remainder(options: argparse.Namespace, session: Session) -> Reply:
    """Everybody who was not reached."""
    rows = list(iterate_remainder(session, options.mailing, open_only=options.open))
    return Reply({"remainder": [remainder_data(row) for row in rows]}, remainder_words(rows))


def export_remainder(options: argparse.Namespace, session: Session) -> Reply:
    """Write letters, labels and lists for those still to be reached."""
    session.services.mailing.mailing(options.mailing)
    folder = options.out.absolute()
    layout = _layout(options, session)

    def work(context: JobContext) -> PaperFiles:
        return write_paper_files(session, options.mailing, folder, layout, context)

    noted = session.services.privacy.audit.noting(Act.EXPORTED, folder.name, work, lambda done: done.listed)
    written = session.run(Lane.FILES, text("Making the letters on paper"), noted)
    run = written.run
    data = {
        "files": list(written.files),
        "letters": run.letters if run else 0,
        "sheets": run.sheets if run else 0,
        "listed": written.listed,
        "left_out": [
            {"customer_id": out.customer_id, "name": out.name, "why": out.why} for out in written.left_out
        ],
        "respelt": list(run.respelt) if run else [],
        "cleared": list(run.cleared) if run else [],
    }
    return Reply(data, _export_words(written, folder), needs_person=bool(written.left_out))


def mark_done(options: argparse.Namespace, session: Session) -> Reply:
    """Tick somebody off."""
    row = _find(session, options.mailing, options.id)
    session.services.mailing.mark_done(options.mailing, [row.letter_id], options.how, options.on)
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


def _add_layout(export: argparse.ArgumentParser, say: Callable[[Text], str]) -> None:
    """What can differ from the settings for one run."""
    export.add_argument(
        "--left", metavar="MM", type=float, help=say(text("where the address begins, from the left edge"))
    )
    export.add_argument(
        "--top", metavar="MM", type=float, help=say(text("where the address begins, from the top edge"))
    )
    sides = export.add_mutually_exclusive_group()
    sides.add_argument(
        "--one-sided", dest="two_sided", action="store_false", default=None, help=say(text("no blank pages"))
    )
    sides.add_argument(
        "--two-sided",
        dest="two_sided",
        action="store_true",
        default=None,
        help=say(text("with blank pages, so that each letter begins on a sheet of its own")),
    )
    export.add_argument(
        "--sheets",
        metavar="N",
        type=int,
        help=say(text("the most sheets in one PDF; the rest goes into others")),
    )
    export.add_argument(
        "--labels", metavar="COLUMNSxROWS", type=_grid, help=say(text("labels on a sheet of A4, such as 3x8"))
    )


def _layout(options: argparse.Namespace, session: Session) -> PaperLayout:
    """The settings' layout, with what was asked for on the command line."""
    layout = paper_layout(session.services.settings)
    chosen = {
        "left_mm": options.left,
        "top_mm": options.top,
        "two_sided": options.two_sided,
        "sheets_per_file": options.sheets,
    }
    layout = replace(layout, **{name: value for name, value in chosen.items() if value is not None})
    if options.labels is not None:
        columns, rows = options.labels
        layout = replace(layout, labels=replace(layout.labels, columns=columns, rows=rows))
    _check_layout(layout)
    return layout


def _check_layout(layout: PaperLayout) -> None:
    fine = 0 <= layout.left_mm <= _LARGEST_LEFT and 0 <= layout.top_mm <= _LARGEST_TOP
    if not (fine and layout.sheets_per_file > 0):
        raise InputError(
            title=text("The letters would not fit the sheet."),
            message=text("The address must lie on a sheet of A4, and a PDF needs at least one sheet."),
            hint=text("Give the distances in millimetres, such as --left 22 --top 46."),
        )


def _grid(written: str) -> tuple[int, int]:
    columns, _cross, rows = written.lower().partition("x")
    grid = int(columns), int(rows)
    if not (1 <= grid[0] <= _MOST_COLUMNS and 1 <= grid[1] <= _MOST_ROWS):
        raise ValueError(written)
    return grid


def _day(written: str) -> date:
    return date.fromisoformat(written)


def _export_words(written: PaperFiles, folder: Path) -> list[Text]:
    """The same for a person."""
    run = written.run
    words = []
    if run is not None:
        words.append(
            plural(
                "{count} letter on {sheets} sheets is in {folder}.",
                "{count} letters on {sheets} sheets are in {folder}.",
                count=run.letters,
                sheets=run.sheets,
                folder=str(folder),
            )
        )
        if run.respelt:
            names = ", ".join(run.respelt)
            words.append(text("Written with the nearest characters that print: {names}.", names=names))
        if run.cleared:
            names = ", ".join(run.cleared)
            words.append(text("An identity number was removed from the address of: {names}.", names=names))
    words.extend(
        text("{name}: {why}", name=out.name or out.customer_id, why=out.why) for out in written.left_out
    )
    words.extend(text("{file}", file=str(file)) for file in written.files)
    return words


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

"""`retention`: remove what is older than the settings allow."""

import argparse

from desktop_app.base.texts import Text, plural, text
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply, TextTable
from desktop_app.cli.session import Session
from desktop_app.jobs.lanes import Lane
from desktop_app.privacy.cleaning import Cleaned


def add_to(commands: Commands) -> None:
    """Add this group."""
    retention = commands.group("retention", text("Removing what is older than the settings allow."))
    run = retention.add(
        "run", text("Remove now what is too old. The schedule does it each night."), run_retention
    )
    run.add_argument(
        "--dry-run", action="store_true", help=retention.say(text("only report; change nothing"))
    )


def run_retention(options: argparse.Namespace, session: Session) -> Reply:
    """Remove what is too old, or only count it."""
    cleaning = session.services.privacy.cleaning
    done = session.run(
        Lane.FILES,
        text("Removing what is too old"),
        lambda context: cleaning.run(context, dry_run=options.dry_run),
    )
    removed = sum(each.removed for each in done)
    data = {"dry_run": options.dry_run, "removed": removed, "kinds": [_kind_data(each) for each in done]}
    return Reply(data, (*_table(done), _summary(removed, dry_run=options.dry_run)))


def _kind_data(each: Cleaned) -> dict[str, object]:
    return {"kind": each.kind, "removed": each.removed, "bytes": each.bytes, "needed": each.needed}


def _table(done: list[Cleaned]) -> tuple[TextTable, ...]:
    if not done:
        return ()
    headings = (text("What"), text("Too old"), text("Still needed"))
    return (TextTable(headings, [(each.kind.words(), each.removed, each.needed) for each in done]),)


def _summary(removed: int, *, dry_run: bool) -> Text:
    if dry_run:
        return plural("{count} thing would be removed.", "{count} things would be removed.", removed)
    return plural("{count} thing was removed.", "{count} things were removed.", removed)

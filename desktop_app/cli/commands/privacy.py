"""`privacy`: who looked, revealed, exported, sent or forgot."""

import argparse

from desktop_app.base.texts import plural, text
from desktop_app.cli.parser import Commands
from desktop_app.cli.recipients import find_recipient
from desktop_app.cli.replies import Reply, TextTable
from desktop_app.cli.session import Session
from desktop_app.privacy.audit import Act, AuditEntry, AuditQuery

_SHOWN = 200


def add_to(commands: Commands) -> None:
    """Add this group."""
    privacy = commands.group("privacy", text("Who looked at, exported, sent or forgot whose data."))
    say = privacy.say
    log = privacy.add("log", text("List who did what, the newest first."), show_log)
    log.add_argument("--act", choices=[str(act) for act in Act], help=say(text("only these acts")))
    log.add_argument("--person", metavar="ID", help=say(text("only what was about this recipient")))
    log.add_argument(
        "--limit", metavar="N", type=int, default=_SHOWN, help=say(text("at most so many (200)"))
    )


def show_log(options: argparse.Namespace, session: Session) -> Reply:
    """The audit, filtered."""
    person = None if options.person is None else find_recipient(session, options.person)
    query = AuditQuery(
        acts=frozenset() if options.act is None else frozenset({Act(options.act)}),
        recipient_id=None if person is None else person.id,
    )
    audit = session.services.privacy.audit
    entries, count = audit.page(query, limit=max(options.limit, 0)), audit.count(query)
    rows = [(each.at, each.who, each.act.words(), each.about_words()) for each in entries]
    headings = (text("When"), text("Who"), text("What"), text("About"))
    return Reply(
        {"count": count, "entries": [_entry_data(each) for each in entries]},
        (TextTable(headings, rows), plural("{count} entry.", "{count} entries.", count)),
    )


def _entry_data(entry: AuditEntry) -> dict[str, object]:
    return {
        "at": entry.at,
        "who": entry.who,
        "act": entry.act,
        "recipient_id": entry.recipient_id,
        "person": entry.person,
        "people": entry.people,
        "about": entry.about,
    }

"""Everything that is held about one person, as a page to read or as JSON: what a person may ask for.

The file is complete: every row of every room, the entries of the audit, the files that name the person, and how long
each kind of thing is kept.
"""

import html
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.errors import InputError
from desktop_app.base.files import make_private, write_atomically
from desktop_app.base.paths import DataFolder
from desktop_app.base.texts import Text, text
from desktop_app.base.translate import Translator
from desktop_app.base.work import WorkContext
from desktop_app.digis.forgetting import Likeness, held_about_member, members_like
from desktop_app.mailing.service import MailingService
from desktop_app.privacy.audit import Act, Audit, AuditQuery
from desktop_app.privacy.field_words import DIGIS_TABLES, FIELD_WORDS
from desktop_app.privacy.retention import Kind
from desktop_app.privacy.sweeping import files_naming
from desktop_app.privacy.traces import traces_of
from desktop_app.register.changes import all_customer_ids_of
from desktop_app.register.recipients import Register

_ALL = 1_000_000
FORMS = (".html", ".json")


@dataclass(frozen=True, slots=True)
class HeldParts:
    """What telling works with. `days_kept` says of each kind of thing how many days it is kept, 0 for ever."""

    database: Database
    folder: DataFolder
    register: Register
    mailing: MailingService
    audit: Audit
    clock: Clock
    days_kept: Callable[[], Mapping[str, int]]


def held_about(parts: HeldParts, recipient_id: int) -> dict[str, Any]:
    """All of it as values that JSON can hold. Raises `RecipientUnknown`."""
    about = parts.register.held_about(recipient_id)
    person = about.recipient
    likeness = Likeness(person.customer_id, person.full_name, person.birth_date, person.email, person.phone)
    with parts.database.read() as connection:
        member_ids = members_like(connection, likeness)
        in_digis = {person_id: held_about_member(connection, person_id) for person_id in member_ids}
        traces = traces_of(person, all_customer_ids_of(connection, recipient_id))
    entries = parts.audit.page(AuditQuery(recipient_id=recipient_id, oldest_first=True), limit=_ALL)
    return {
        "made_at": parts.clock.now().isoformat(),
        "register": about.to_plain(),
        "mailings": parts.mailing.held_about(recipient_id),
        "digis": in_digis,
        "audit": [
            {"at": each.at.isoformat(), "who": each.who, "act": each.act.value, "about": each.about}
            for each in entries
        ],
        "files": [str(path.relative_to(parts.folder.root)) for path in files_naming(parts.folder, traces)],
        "days_kept": dict(parts.days_kept()),
    }


def write_held(
    parts: HeldParts, recipient_id: int, target: Path, say: Translator, context: WorkContext
) -> dict[str, Any]:
    """Write all of it to an .html or .json file, and write into the audit that somebody did; returns it.

    Raises `InputError` for another kind of file, and `RecipientUnknown`.
    """
    form = target.suffix.lower()
    if form not in FORMS:
        raise InputError(
            title=text("The file needs a name that ends in .html or .json."),
            message=text("“{file}” does not.", file=target.name),
            hint=text("An .html file is for reading and printing, a .json file for another program."),
        )
    held = held_about(parts, recipient_id)
    context.check_cancelled()
    content = as_page(held, say) if form == ".html" else json.dumps(held, ensure_ascii=False, indent=2)
    with write_atomically(target) as stream:
        stream.write(content.encode())
    make_private(target)
    parts.audit.note(Act.TOLD, recipient_id=recipient_id)
    return held


def as_page(held: Mapping[str, Any], say: Translator) -> str:
    """All of it as a page that any browser shows and prints, with nothing fetched from anywhere."""
    name = held["register"]["recipient"].get("full_name", "")
    former = [{"customer_id": each} for each in held["register"]["former_customer_ids"]]
    made_at = datetime.fromisoformat(held["made_at"])
    title = say.render(text("What we hold about {name}", name=name))
    parts = [
        f"<h1>{html.escape(title)}</h1>",
        f"<p>{html.escape(say.render(text('Made by Brevdue {moment}.', moment=made_at)))}</p>",
        *_section(say, text("In the register"), [held["register"]["recipient"]]),
        *_section(say, text("What lookups at Digipost said"), held["register"]["lookups"]),
        *_section(say, text("Earlier customer ids"), former),
        *_section(say, text("Letters"), held["mailings"]["letters"]),
        *_section(say, text("Part in lookups"), held["mailings"]["lookups"]),
    ]
    for tables in held["digis"].values():
        for table, rows in tables.items():
            parts += _section(say, DIGIS_TABLES[table], rows)
    parts += _section(say, text("Who looked, exported or sent"), held["audit"])
    parts += _section(say, text("Files that name this person"), [{"file": each} for each in held["files"]])
    kept = [
        {"kind": say.render(Kind(kind).words()), "days": days or "∞"}
        for kind, days in held["days_kept"].items()
    ]
    parts += _section(say, text("How many days things are kept"), kept)
    return _PAGE.format(language=say.language, title=html.escape(title), body="\n".join(parts))


_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<style>
body {{ font: 15px/1.5 sans-serif; margin: 2em auto; max-width: 60em; color: #1b2733; }}
table {{ border-collapse: collapse; margin: .5em 0 1.5em; }}
th, td {{ border: 1px solid #c6cfd8; padding: .25em .6em; text-align: left; vertical-align: top; }}
th {{ background: #f1f4f7; font-weight: 600; }}
</style></head><body>
{body}
</body></html>
"""


def _section(say: Translator, heading: Text, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A heading with one table a row: each field's name in words, and its value as it is stored."""
    yield f"<h2>{html.escape(say.render(heading))}</h2>"
    if not rows:
        yield f"<p>{html.escape(say.render(text('Nothing.')))}</p>"
    for row in rows:
        yield f"<table>{''.join(_lines(say, row.items()))}</table>"


def _lines(say: Translator, items: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for column, value in items:
        name = say.render(FIELD_WORDS[column]) if column in FIELD_WORDS else column
        shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        yield f"<tr><th>{html.escape(name)}</th><td>{html.escape(shown)}</td></tr>"

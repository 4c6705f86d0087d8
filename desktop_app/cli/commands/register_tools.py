"""`register changes`, `duplicates`, `tags` and `tag`: what is done with many recipients at once."""

import argparse
from pathlib import Path

from desktop_app.base.errors import InputError
from desktop_app.base.texts import plural, text
from desktop_app.cli.parser import Commands
from desktop_app.cli.recipients import find_recipient
from desktop_app.cli.replies import Reply, TextTable
from desktop_app.cli.session import Session
from desktop_app.jobs.lanes import Lane
from desktop_app.mailing.views import JobView
from desktop_app.privacy.audit import Act
from desktop_app.register.comparing import ChangeQuery, PersonChange
from desktop_app.register.exporting import CHANGE_COLUMNS, export_changes
from desktop_app.register.words import CHANGE_WORDS, DUPLICATE_WORDS, status_words

_LOOKUPS_AT_MOST = 10_000


def add_to(register: Commands) -> None:
    """Add these commands to the group `register`."""
    say = register.say
    changes = register.add(
        "changes", text("Tell what changed between two lookups: the last two, or others."), changes_command
    )
    changes.add_argument("--since", metavar="JOB", help=say(text("the job id of the lookup to compare with")))
    changes.add_argument(
        "--until", metavar="JOB", help=say(text("the job id of the later lookup (the last)"))
    )
    changes.add_argument(
        "--export",
        metavar="FILE",
        type=Path,
        help=say(text("also write it to a file that ends in .csv or .xlsx")),
    )
    register.add("duplicates", text("List recipients who are perhaps one person."), duplicates_command)
    register.add("tags", text("List the tags, and how many recipients have each."), tags_command)
    tag = register.add("tag", text("Give recipients a tag, or take it from them."), tag_command)
    tag.add_argument("name", metavar="TAG", help=say(text("the tag")))
    tag.add_argument("ids", metavar="ID", nargs="+", help=say(text("customer ids, or ids in the register")))
    tag.add_argument("--take", action="store_true", help=say(text("take it away in place of giving it")))


def changes_command(options: argparse.Namespace, session: Session) -> Reply:
    """Who became digital, who left, who moved, who is newly ambiguous."""
    mailing, register = session.services.mailing, session.services.register
    since, until = _lookups(options, session)
    query = ChangeQuery(mailing.jobs_between(since.job_id if since else None, until.job_id))
    changed = register.what_changed(query.job_ids)
    if options.export is not None:
        target, say = options.export.absolute(), session.translator.render
        session.run(
            Lane.FILES,
            text("Writing what changed"),
            session.services.privacy.audit.noting(
                Act.EXPORTED,
                target.name,
                lambda context: export_changes(register, query, target, context, CHANGE_COLUMNS, say),
                lambda count: count,
            ),
        )
    headings = (text("Customer id"), text("Name"), text("What changed"), text("Before"), text("After"))
    rows = (
        (
            change.customer_id,
            change.name,
            CHANGE_WORDS[change.kind],
            status_words(change.status_before),
            status_words(change.status_after),
        )
        for change in register.iterate_changes(query)
    )
    total = plural("{count} recipient changed.", "{count} recipients changed.", count=changed.total)
    data = {
        "since": _lookup_data(since),
        "until": _lookup_data(until),
        "counts": {kind.value: count for kind, count in changed.counts.items()},
        "changes": (_change_data(change) for change in register.iterate_changes(query)),
    }
    return Reply(data, [TextTable(headings, rows), total] if changed.total else [total])


def duplicates_command(_options: argparse.Namespace, session: Session) -> Reply:
    """Groups of recipients who are perhaps one person, with the reason."""
    register = session.services.register
    groups = register.duplicates()
    people = register.by_ids({one for group in groups for one in group.recipient_ids})
    named = [
        (group.reason, [people[one] for one in group.recipient_ids if one in people]) for group in groups
    ]
    headings = (text("Customer ids"), text("Names"), text("Why"))
    rows = [
        (
            ", ".join(each.customer_id for each in found),
            " / ".join(dict.fromkeys(each.full_name for each in found)),
            DUPLICATE_WORDS[reason],
        )
        for reason, found in named
    ]
    total = plural(
        "{count} group of recipients who are perhaps one person.",
        "{count} groups of recipients who are perhaps one person.",
        count=len(rows),
    )
    data = {
        "groups": [
            {"reason": reason.value, "customer_ids": [each.customer_id for each in found]}
            for reason, found in named
        ]
    }
    return Reply(data, [TextTable(headings, rows), total] if rows else [total], needs_person=bool(rows))


def tags_command(_options: argparse.Namespace, session: Session) -> Reply:
    """All tags with their numbers."""
    tags = session.services.register.tags()
    table = TextTable((text("Tag"), text("Recipients")), [(tag.name, tag.count) for tag in tags])
    return Reply({"tags": [{"name": tag.name, "count": tag.count} for tag in tags]}, [table])


def tag_command(options: argparse.Namespace, session: Session) -> Reply:
    """Give a tag to recipients, or take it from them; those who have it (or not) already are left alone."""
    register = session.services.register
    ids = [find_recipient(session, one).id for one in options.ids]
    change = register.remove_tag(options.name, ids) if options.take else register.add_tag(options.name, ids)
    touched = len(change.tag.recipient_ids) if change.tag is not None else 0
    return Reply({"tag": options.name, "taken": options.take, "recipients": touched}, [change.description])


def _lookups(options: argparse.Namespace, session: Session) -> tuple[JobView | None, JobView]:
    """The two lookups to compare: the named ones, or the last and the one before it."""
    lookups = session.services.mailing.lookups(0, _LOOKUPS_AT_MOST)
    until = _named(lookups, options.until) if options.until else next(iter(lookups), None)
    if until is None:
        raise InputError(
            title=text("There is nothing to compare."),
            message=text("No lookup has been answered yet."),
            hint=text("“split --all” looks everybody up."),
        )
    if options.since:
        return _named(lookups, options.since), until
    return next(iter(lookups[lookups.index(until) + 1 :]), None), until


def _named(lookups: list[JobView], job_id: str) -> JobView:
    for lookup in lookups:
        if lookup.job_id == job_id:
            return lookup
    raise InputError(
        title=text("There is no such lookup."),
        message=text("No lookup that was answered has the job id {id}.", id=job_id),
        hint=text("“jobs list” shows them."),
    )


def _lookup_data(lookup: JobView | None) -> dict[str, object] | None:
    if lookup is None:
        return None
    return {"job_id": lookup.job_id, "name": lookup.name, "finished_at": lookup.finished_at}


def _change_data(change: PersonChange) -> dict[str, object]:
    return {
        "customer_id": change.customer_id,
        "name": change.name,
        "change": change.kind.value,
        "status_before": change.status_before,
        "status_after": change.status_after,
        "address_before": change.address_before,
        "address_after": change.address_after,
        "reasons": list(change.reasons),
        "answered_at": change.answered_at,
    }

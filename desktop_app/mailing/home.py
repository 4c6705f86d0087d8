"""What Home shows of mailings: what needs a person, most urgent first, and what is under way."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, func, or_, select

from desktop_app.base.texts import Text, plural, text
from desktop_app.mailing.findings import is_open
from desktop_app.mailing.lists import page_of_mailings
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.reach import reach_numbers
from desktop_app.mailing.states import State
from desktop_app.mailing.tables import deviations, jobs, letters, mailings, receipts
from desktop_app.mailing.views import HomeNumbers, Need

_SHOWN_ON_HOME = 5
_UNDER_WAY = tuple(state for state in State if not state.is_final and state is not State.DRAFT)


_SILENT_AFTER = timedelta(days=1)
"""Digipost's acknowledgement comes within minutes. After so long without one a person should look."""


def home_numbers(connection: Connection, now: datetime) -> HomeNumbers:
    """What needs a person, most urgent first; the last mailings; what is under way."""
    under_way = connection.execute(
        select(func.count()).select_from(jobs).where(jobs.c.state.in_(_UNDER_WAY))
    ).scalar_one()
    needs = (
        *_uncertain_jobs(connection),
        *_stopped_jobs(connection),
        *_silent_jobs(connection, now),
        *_mailings_with_deviations(connection),
        *_mailings_with_remainder(connection),
        *_odd_receipts(connection),
    )
    lately = tuple(page_of_mailings(connection, 0, _SHOWN_ON_HOME))
    return HomeNumbers(needs, lately, under_way, reach_numbers(connection))


def _uncertain_jobs(connection: Connection) -> list[Need]:
    rows = connection.execute(select(jobs).where(jobs.c.state == State.UNCERTAIN).order_by(jobs.c.id))
    return [
        Need(
            "uncertain",
            row.item_count,
            text("We don't know if “{name}” reached Digipost", name=row.name),
            row.mailing_id,
            row.job_id,
        )
        for row in rows
    ]


def _stopped_jobs(connection: Connection) -> list[Need]:
    """Jobs that were refused, or that something keeps from going on."""
    stopped = or_(
        jobs.c.state == State.FAILED,
        and_(jobs.c.state.in_([State.CHECKED, State.BUILT, State.UPLOADING]), jobs.c.failure.is_not(None)),
    )
    open_letters = (
        select(letters.c.id)
        .where(
            or_(letters.c.job == jobs.c.id, letters.c.lookup == jobs.c.id),
            letters.c.mailing_id == jobs.c.mailing_id,
            letters.c.outcome.in_([Outcome.REMAINDER, Outcome.WAITING]),
            letters.c.done_at.is_(None),
        )
        .exists()
    )
    alone = jobs.c.mailing_id.is_(None) & (jobs.c.state != State.FAILED)
    rows = connection.execute(select(jobs).where(stopped, or_(open_letters, alone)).order_by(jobs.c.id))
    return [_stopped_need(row) for row in rows]


def _stopped_need(row: Any) -> Need:
    if row.state == State.FAILED:
        words: Text = text("Digipost refused “{name}”", name=row.name)
    else:
        words = text("“{name}” cannot go on", name=row.name)
    return Need("failed", row.item_count, words, row.mailing_id, row.job_id)


def _silent_jobs(connection: Connection, now: datetime) -> list[Need]:
    """Jobs that Digipost has had for long and never acknowledged."""
    rows = connection.execute(
        select(jobs)
        .where(jobs.c.state == State.UPLOADED, jobs.c.uploaded_at < now - _SILENT_AFTER)
        .order_by(jobs.c.id)
    )
    return [
        Need(
            "silent",
            row.item_count,
            text("Digipost has not answered “{name}” since {time}", name=row.name, time=row.uploaded_at),
            row.mailing_id,
            row.job_id,
        )
        for row in rows
    ]


def _mailings_with_deviations(connection: Connection) -> list[Need]:
    rows = connection.execute(
        select(mailings.c.id, mailings.c.name, func.count().label("number"))
        .select_from(
            deviations.join(mailings, mailings.c.id == deviations.c.mailing_id).outerjoin(
                letters, letters.c.id == deviations.c.letter_id
            )
        )
        .where(is_open(), mailings.c.state != State.DRAFT)
        .group_by(mailings.c.id)
        .order_by(mailings.c.id)
    )
    return [
        Need(
            "deviations",
            row.number,
            plural(
                "{count} thing to look at in “{name}”",
                "{count} things to look at in “{name}”",
                row.number,
                name=row.name,
            ),
            row.id,
        )
        for row in rows
    ]


def _mailings_with_remainder(connection: Connection) -> list[Need]:
    """Letters to print, and people whose details can be mended, of mailings that are at their end."""
    to_mend = case((letters.c.reason.in_([reason for reason in Reason if reason.can_be_mended]), 1), else_=0)
    rows = connection.execute(
        select(
            mailings.c.id,
            mailings.c.name,
            func.count().label("number"),
            func.sum(to_mend).label("to_mend"),
        )
        .join(letters, letters.c.mailing_id == mailings.c.id)
        .where(
            mailings.c.remainder > mailings.c.remainder_done,
            mailings.c.state != State.CANCELLED,
            letters.c.outcome == Outcome.REMAINDER,
            letters.c.reason != Reason.CANCELLED,
            letters.c.done_at.is_(None),
        )
        .group_by(mailings.c.id)
        .order_by(mailings.c.id)
    )
    needs = []
    for row in rows:
        needs.append(_remainder_need(row))
        if row.to_mend:
            needs.append(_mend_need(row))
    return needs


def _remainder_need(row: Any) -> Need:
    words = plural(
        "{count} recipient of “{name}” is still to be reached",
        "{count} recipients of “{name}” are still to be reached",
        row.number,
        name=row.name,
    )
    return Need("remainder", row.number, words, row.id)


def _mend_need(row: Any) -> Need:
    words = plural(
        "{count} recipient of “{name}” could not be identified",
        "{count} recipients of “{name}” could not be identified",
        row.to_mend,
        name=row.name,
    )
    return Need("mend", row.to_mend, words, row.id)


def _odd_receipts(connection: Connection) -> list[Need]:
    counted = connection.execute(
        select(receipts.c.state, func.count())
        .where(receipts.c.state.in_(["unmatched", "unreadable"]))
        .group_by(receipts.c.state)
    )
    counts: dict[str, int] = {row[0]: row[1] for row in counted}
    needs = []
    if count := counts.get("unmatched"):
        words = plural(
            "{count} receipt belongs to no job here", "{count} receipts belong to no job here", count
        )
        needs.append(Need("unmatched", count, words))
    if count := counts.get("unreadable"):
        words = plural("{count} receipt cannot be read", "{count} receipts cannot be read", count)
        needs.append(Need("unreadable", count, words))
    return needs

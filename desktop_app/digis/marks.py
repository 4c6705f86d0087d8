"""Marks of forgotten members: a person who comes back in the gym's file is recognised, and not sent a second time.

A mark is a hash of the person id. Who it was cannot be read from it; whoever has an id can only ask whether it is
among them, which is what it is for.
"""

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from desktop_app.digis.tables import forgotten


def mark_of(person_id: str) -> str:
    """The mark that stands for a person id."""
    return hashlib.sha256(b"Brevdue, a forgotten member: " + person_id.encode()).hexdigest()


def marked_among(connection: Connection, person_ids: Iterable[str]) -> set[str]:
    """Which of these persons were forgotten after Digis may have got them. At most some thousand at once."""
    if connection.execute(select(func.count()).select_from(forgotten)).scalar_one() == 0:
        return set()
    marks = {mark_of(person_id): person_id for person_id in person_ids}
    found = connection.execute(select(forgotten.c.mark).where(forgotten.c.mark.in_(list(marks)))).scalars()
    return {marks[mark] for mark in found}

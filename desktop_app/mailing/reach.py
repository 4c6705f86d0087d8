"""How many letters reached people digitally: by month, and by the way they were sent."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, func, select

from desktop_app.mailing.options import Pattern
from desktop_app.mailing.states import State
from desktop_app.mailing.tables import mailings

MONTHS_SHOWN = 6
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Reach:
    """So many of so many letters were delivered in Digipost."""

    digital: int
    letters: int

    @property
    def share(self) -> float:
        """From 0.0 to 1.0."""
        return self.digital / self.letters if self.letters else 0.0


@dataclass(frozen=True, slots=True)
class ReachNumbers:
    """The latest months that had mailings, oldest first, as "2027-03"; and every way that was used."""

    by_month: tuple[tuple[str, Reach], ...] = ()
    by_pattern: tuple[tuple[Pattern, Reach], ...] = ()


def reach_numbers(connection: Connection) -> ReachNumbers:
    """Count the mailings that are at their end. What was cancelled or refused reached nobody and says nothing."""
    month = func.substr(mailings.c.confirmed_at, 1, len("2027-03"))
    letters = mailings.c.digital + mailings.c.printed + mailings.c.remainder
    rows = connection.execute(
        select(
            month.label("month"),
            mailings.c.pattern,
            func.sum(mailings.c.digital).label("digital"),
            func.sum(letters).label("letters"),
        )
        .where(
            mailings.c.state == State.FINISHED, mailings.c.confirmed_at.is_not(None), mailings.c.waiting == 0
        )
        .group_by(month, mailings.c.pattern)
        .order_by(month)
    ).all()
    by_month = _added_up(rows, lambda row: str(row.month))
    by_pattern = _added_up(rows, lambda row: Pattern(row.pattern))
    return ReachNumbers(by_month[-MONTHS_SHOWN:], by_pattern)


def _added_up(rows: Iterable[Any], key: Callable[[Any], K]) -> tuple[tuple[K, Reach], ...]:
    sums: dict[K, tuple[int, int]] = {}
    for row in rows:
        digital, letters = sums.get(key(row), (0, 0))
        sums[key(row)] = digital + row.digital, letters + row.letters
    return tuple((each, Reach(*numbers)) for each, numbers in sums.items() if numbers[1])

"""The slots of a schedule: pure functions of the rule, the moment and the time zone.

A slot is known by its wall-clock time (`due`, without a zone), which stays the same wherever the computer is
carried. So a slot that was handled is not met again when the clock is set back for winter, or when a laptop
flies west; and one that a clock springs over, or a laptop flying east, is due at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from desktop_app.jobs.rules import Rule

_FURTHEST_DAYS = 800
"""No rule is silent for longer than a month; the bound only keeps a faulty one from searching for ever."""


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One due time: `due` on the wall clock, and the moment it stands for, aware and in UTC."""

    due: datetime
    at: datetime


def next_slot(rule: Rule, after: datetime, zone: tzinfo, handled_until: datetime | None = None) -> Slot:
    """The first slot after a moment (aware).

    `handled_until` is a wall-clock time up to which everything was dealt with. It matters where the wall clock
    went back: slots before it do not come again.
    """
    wall = after.astimezone(zone).replace(tzinfo=None)
    begin = max(wall, handled_until) if handled_until else wall
    # The hour that is repeated in autumn: what is due in it is due the first time, which may be over.
    slots = _slots_from(rule, (begin - timedelta(days=1)).date(), zone)
    return next(
        slot for slot in slots if slot.at > after and (handled_until is None or slot.due > handled_until)
    )


def missed_slots(
    rule: Rule, handled_until: datetime, now: datetime, zone: tzinfo, most: int = 1000
) -> list[Slot]:
    """The slots that are due at `now` (aware) and later than the wall-clock time `handled_until`, in order.

    Of more than `most` only the last ones are returned: after years in a drawer nobody needs each one.
    """
    wall = now.astimezone(zone).replace(tzinfo=None)
    last_day = wall.date()
    due: list[Slot] = []
    for slot in _slots_from(rule, handled_until.date(), zone, last_day):
        if slot.due > handled_until and slot.at <= now:
            due.append(slot)
            if len(due) > 2 * most:
                del due[:most]
    return due[-most:]


def instant_of(due: datetime, zone: tzinfo) -> datetime:
    """The moment (UTC) that a wall-clock time stands for.

    A time that comes twice, when summer ends, stands for its first coming. A time that is sprung over, when
    summer begins, stands for the moment of the spring.
    """
    first, second = (due.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first if first <= second else _moment_of_the_spring(second, first, zone)


def _moment_of_the_spring(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The first second between two moments at which the zone's offset is the later one."""
    offset_before = before.astimezone(zone).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (before + timedelta(seconds=middle)).astimezone(zone).utcoffset() == offset_before:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)


def _slots_from(rule: Rule, first_day: date, zone: tzinfo, last_day: date | None = None) -> Iterator[Slot]:
    if last_day is None:
        last_day = first_day + timedelta(days=_FURTHEST_DAYS)
    for number in range((last_day - first_day).days + 1):
        for due in rule.on(first_day + timedelta(days=number)):
            yield Slot(due, instant_of(due, zone))

"""Slots in local time: each comes exactly once, whatever the clock does.

The long table is compared with a walk through the period minute by minute, which knows nothing of zones but the
wall clock: a slot is due at the first minute at which the clock on the wall has come to it, or past it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from desktop_app.jobs.rules import Daily, EveryHours, Monthly, Rule, Weekly
from desktop_app.jobs.slots import Slot, instant_of, missed_slots, next_slot

OSLO = ZoneInfo("Europe/Oslo")

RULES: tuple[Rule, ...] = (
    Daily(time(0, 0)),
    Daily(time(0, 30)),
    Daily(time(2, 0)),
    Daily(time(2, 30)),
    Daily(time(3, 0)),
    Daily(time(23, 59)),
    Weekly(frozenset(range(7)), time(2, 15)),
    Weekly(frozenset({6}), time(2, 45)),
    EveryHours(1),
    EveryHours(1, time(0, 30)),
    EveryHours(5, time(0, 10)),
    EveryHours(24, time(1, 30)),
    Monthly(29, time(2, 30)),
    Monthly(31, time(1, 59)),
)

CHANGES = {
    "Oslo into summer": ("Europe/Oslo", datetime(2026, 3, 28)),
    "Oslo out of summer": ("Europe/Oslo", datetime(2026, 10, 24)),
    "Oslo without change": ("Europe/Oslo", datetime(2026, 1, 30)),
    "New York into summer": ("America/New_York", datetime(2026, 3, 7)),
    "New York out of summer": ("America/New_York", datetime(2026, 10, 31)),
    "Lord Howe into summer, by half an hour": ("Australia/Lord_Howe", datetime(2026, 10, 3)),
    "Lord Howe out of summer, by half an hour": ("Australia/Lord_Howe", datetime(2026, 4, 4)),
    "São Paulo, where midnight was sprung over": ("America/Sao_Paulo", datetime(2018, 11, 3)),
    "São Paulo, where midnight came twice": ("America/Sao_Paulo", datetime(2018, 2, 17)),
    "Azores into summer, at midnight": ("Atlantic/Azores", datetime(2026, 3, 28)),
    "Azores out of summer, at one": ("Atlantic/Azores", datetime(2026, 10, 24)),
    "Apia, which left out a day": ("Pacific/Apia", datetime(2011, 12, 28)),
    "Kathmandu, which is never on the hour": ("Asia/Kathmandu", datetime(2026, 3, 28)),
    "Greenwich": ("UTC", datetime(2026, 3, 28)),
    "Casablanca into Ramadan": ("Africa/Casablanca", datetime(2026, 2, 14)),
    "Casablanca out of Ramadan": ("Africa/Casablanca", datetime(2026, 3, 21)),
}

TABLE = [
    pytest.param(rule, zone, start, id=f"{name}: {rule}")
    for name, (zone, start) in CHANGES.items()
    for rule in RULES
]


def walk(rule: Rule, begin: datetime, minutes: int, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    """The due times with the minute at which each is reached, found by looking at the wall clock alone."""
    reached = wall_at(begin, zone)
    for minute in range(1, minutes + 1):
        moment = begin + timedelta(minutes=minute)
        wall = wall_at(moment, zone)
        if wall > reached:
            yield from ((due, moment) for due in between(rule, reached, wall))
            reached = wall


def between(rule: Rule, after: datetime, until: datetime) -> Iterator[datetime]:
    """The due times later than one wall-clock time and not later than another."""
    for days in range((until.date() - after.date()).days + 1):
        yield from (due for due in rule.on(after.date() + timedelta(days=days)) if after < due <= until)


def wall_at(moment: datetime, zone: tzinfo) -> datetime:
    """What a clock on the wall shows."""
    return moment.astimezone(zone).replace(tzinfo=None)


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 200


@pytest.mark.parametrize(("rule", "zone_name", "local_start"), TABLE)
def test_each_slot_comes_once_when_the_wall_clock_reaches_it(
    rule: Rule, zone_name: str, local_start: datetime
) -> None:
    zone = ZoneInfo(zone_name)
    begin = instant_of(local_start, zone)
    end = begin + timedelta(days=4)
    expected = list(walk(rule, begin, 4 * 24 * 60, zone))
    found = missed_slots(rule, wall_at(begin, zone), end, zone)
    assert [(slot.due, slot.at) for slot in found] == expected


@pytest.mark.parametrize(("rule", "zone_name", "local_start"), TABLE)
def test_going_from_slot_to_slot_meets_the_same_ones(
    rule: Rule, zone_name: str, local_start: datetime
) -> None:
    zone = ZoneInfo(zone_name)
    begin = instant_of(local_start, zone)
    end = begin + timedelta(days=4)
    expected = missed_slots(rule, wall_at(begin, zone), end, zone)
    met, mark = [], wall_at(begin, zone)
    slot = next_slot(rule, begin, zone, mark)
    while slot.at <= end:
        met.append(slot)
        # Two due times can fall on the moment of one spring: look from just before it, and past the mark.
        slot = next_slot(rule, slot.at - timedelta(seconds=1), zone, slot.due)
    assert met == expected


@settings(deadline=None)
@given(
    start=some.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),
    looks=some.lists(some.integers(1, 4000), min_size=1, max_size=25),
    rule=some.sampled_from(RULES),
    zone=some.sampled_from(sorted({zone for zone, _start in CHANGES.values()})),
)
def test_however_often_one_looks_each_slot_is_met_once(
    start: datetime, looks: list[int], rule: Rule, zone: str
) -> None:
    here = ZoneInfo(zone)
    now = begin = start.replace(tzinfo=UTC)
    mark = wall_at(now, here)
    met: list[Slot] = []
    for minutes in looks:
        now += timedelta(minutes=minutes)
        due = missed_slots(rule, mark, now, here, most=5000)
        met += due
        mark = due[-1].due if due else mark
    assert met == missed_slots(rule, wall_at(begin, here), now, here, most=5000)
    assert len({slot.due for slot in met}) == len(met)


def test_a_time_that_is_sprung_over_is_due_at_the_spring() -> None:
    assert instant_of(datetime(2026, 3, 29, 2, 30), OSLO) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_time_that_comes_twice_is_due_the_first_time() -> None:
    assert instant_of(datetime(2026, 10, 25, 2, 30), OSLO) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_slot_handled_in_the_first_of_two_hours_does_not_come_in_the_second() -> None:
    handled, second_hour = datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    assert missed_slots(Daily(time(2, 30)), handled, second_hour, OSLO) == []
    assert next_slot(Daily(time(2, 30)), second_hour, OSLO, handled).due == datetime(2026, 10, 26, 2, 30)


def test_flying_west_does_not_repeat_a_slot() -> None:
    handled_in_oslo = datetime(2026, 3, 2, 3, 0)
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # 04:00 in New York
    new_york = ZoneInfo("America/New_York")
    assert missed_slots(Daily(time(3, 0)), handled_in_oslo, now, new_york) == []
    assert next_slot(Daily(time(3, 0)), now, new_york, handled_in_oslo).due == datetime(2026, 3, 3, 3, 0)


def test_flying_east_makes_a_slot_due_at_once() -> None:
    now = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)  # 01:30 in Oslo, 09:30 in Tokyo
    due = missed_slots(Daily(time(3, 0)), datetime(2026, 3, 1, 3, 0), now, ZoneInfo("Asia/Tokyo"))
    assert [slot.due for slot in due] == [datetime(2026, 3, 2, 3, 0)]


def test_the_next_slot_is_later_than_the_moment() -> None:
    exactly = instant_of(datetime(2026, 3, 2, 3, 0), OSLO)
    assert next_slot(Daily(time(3, 0)), exactly, OSLO).due == datetime(2026, 3, 3, 3, 0)
    assert next_slot(Daily(time(3, 0)), exactly - timedelta(seconds=1), OSLO).at == exactly


def test_after_years_in_a_drawer_only_the_last_slots_are_looked_at() -> None:
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    due = missed_slots(EveryHours(1), datetime(2019, 1, 1), now, OSLO, most=100)
    assert len(due) == 100
    assert due[-1].due == datetime(2026, 3, 2, 10, 0)
    assert due[0].due == datetime(2026, 3, 2, 10, 0) - timedelta(hours=99)

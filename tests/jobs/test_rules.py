"""Rules: which wall-clock times a day has, and the words they are written in."""

from datetime import date, datetime, time

import pytest

from desktop_app.base.errors import InputError
from desktop_app.jobs.rules import Daily, EveryHours, Monthly, Rule, Weekly, parse_rule

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("rule", "day", "times"),
    [
        (Daily(time(3, 0)), MONDAY, ["03:00"]),
        (Weekly(frozenset({0, 3}), time(7, 30)), MONDAY, ["07:30"]),
        (Weekly(frozenset({1}), time(7, 30)), MONDAY, []),
        (EveryHours(6), MONDAY, ["00:00", "06:00", "12:00", "18:00"]),
        (EveryHours(7, time(1, 15)), MONDAY, ["01:15", "08:15", "15:15", "22:15"]),
        (EveryHours(24, time(23, 0)), MONDAY, ["23:00"]),
        (EveryHours(2, time(22, 30)), MONDAY, ["22:30"]),
        (Monthly(2, time(6, 0)), MONDAY, ["06:00"]),
        (Monthly(3, time(6, 0)), MONDAY, []),
        (Monthly(31, time(6, 0)), date(2026, 2, 28), ["06:00"]),
        (Monthly(31, time(6, 0)), date(2026, 2, 27), []),
        (Monthly(30, time(6, 0)), date(2028, 2, 29), ["06:00"]),
        (Monthly(30, time(6, 0)), date(2026, 4, 30), ["06:00"]),
    ],
)
def test_the_times_of_a_day(rule: Rule, day: date, times: list[str]) -> None:
    assert [due.strftime("%H:%M") for due in rule.on(day)] == times
    assert all(due.date() == day and due.tzinfo is None for due in rule.on(day))


def test_an_hourly_rule_has_every_hour() -> None:
    assert EveryHours(1).on(MONDAY) == tuple(datetime(2026, 3, 2, hour) for hour in range(24))


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("daily 03:00", Daily(time(3, 0))),
        ("  Daily   3:05 ", Daily(time(3, 5))),
        ("weekly mon,thu 03:00", Weekly(frozenset({0, 3}), time(3, 0))),
        ("weekly SUN 23:59", Weekly(frozenset({6}), time(23, 59))),
        ("every 2h", EveryHours(2)),
        ("every 12 h from 00:30", EveryHours(12, time(0, 30))),
        ("monthly 31 06:00", Monthly(31, time(6, 0))),
    ],
)
def test_a_rule_is_read(written: str, rule: Rule) -> None:
    assert parse_rule(written) == rule


@pytest.mark.parametrize(
    "rule",
    [
        Daily(time(3, 5)),
        Weekly(frozenset({6, 0, 2}), time(0, 0)),
        EveryHours(5, time(4, 45)),
        Monthly(1, time(12, 0)),
    ],
)
def test_a_rule_is_written_as_it_is_read(rule: Rule) -> None:
    assert parse_rule(str(rule)) == rule


@pytest.mark.parametrize(
    "written",
    [
        "",
        "daily",
        "daily 24:00",
        "daily 12:60",
        "daily 12:00 13:00",
        "weekly 03:00",
        "weekly maandag 03:00",
        "weekly foo 03:00",
        "weekly mon, 03:00",
        "every 0h",
        "every 25h",
        "every h",
        "monthly 0 06:00",
        "monthly 32 06:00",
        "yearly 1 06:00",
    ],
)
def test_what_says_no_times_is_refused(written: str) -> None:
    with pytest.raises(InputError, match=r"says no times"):
        parse_rule(written)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Daily(time(3, 0)), "Every day at 03:00"),
        (Weekly(frozenset({3, 0}), time(3, 0)), "Every Monday, Thursday at 03:00"),
        (EveryHours(2, time(0, 30)), "Every 2 hours, first at 00:30"),
        (EveryHours(1), "Every hour, first at 00:00"),
        (Monthly(31, time(6, 0)), "Every month on day 31 at 06:00"),
    ],
)
def test_a_rule_in_words(rule: Rule, words: str) -> None:
    assert str(rule.words()) == words

"""When a scheduled job is due, in the wall-clock times of the place where the computer stands."""

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol, TypeAlias

from desktop_app.base.errors import InputError
from desktop_app.base.texts import Text, plural, text

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Rule(Protocol):
    """Says which wall-clock times a day has. `str()` gives the form that `parse_rule` reads."""

    def on(self, day: date) -> tuple[datetime, ...]:
        """The due times of a day, in order and without a time zone."""
        ...

    def words(self) -> Text:
        """The rule as a sentence."""
        ...


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day at the same time."""

    at: time

    def on(self, day: date) -> tuple[datetime, ...]:
        """The one time of every day."""
        return (datetime.combine(day, self.at),)

    def words(self) -> Text:
        """The rule as a sentence."""
        return text("Every day at {time}", time=_hour_minute(self.at))

    def __str__(self) -> str:
        return f"daily {_hour_minute(self.at)}"


@dataclass(frozen=True, slots=True)
class Weekly:
    """On some days of the week, 0 for Monday to 6 for Sunday, at the same time."""

    days: frozenset[int]
    at: time

    def on(self, day: date) -> tuple[datetime, ...]:
        """The one time of a day that is among the days."""
        return (datetime.combine(day, self.at),) if day.weekday() in self.days else ()

    def words(self) -> Text:
        """The rule as a sentence, its first day named."""
        names = [WEEKDAY_WORDS[day] for day in sorted(self.days)]
        listed = names[0]
        for name in names[1:]:
            listed = text("{days}, {day}", days=listed, day=name)
        return text("Every {days} at {time}", days=listed, time=_hour_minute(self.at))

    def __str__(self) -> str:
        days = ",".join(WEEKDAYS[day] for day in sorted(self.days))
        return f"weekly {days} {_hour_minute(self.at)}"


@dataclass(frozen=True, slots=True)
class EveryHours:
    """Every so many hours (1 to 24), counted from a first time anew each day."""

    hours: int
    first: time = time(0, 0)

    def on(self, day: date) -> tuple[datetime, ...]:
        """The first time of the day and those that follow it before midnight."""
        start = datetime.combine(day, self.first)
        steps = range(0, 24, self.hours)
        return tuple(moment for step in steps if (moment := start + timedelta(hours=step)).date() == day)

    def words(self) -> Text:
        """The rule as a sentence."""
        return plural(
            "Every hour, first at {time}",
            "Every {count} hours, first at {time}",
            count=self.hours,
            time=_hour_minute(self.first),
        )

    def __str__(self) -> str:
        return f"every {self.hours}h from {_hour_minute(self.first)}"


@dataclass(frozen=True, slots=True)
class Monthly:
    """Once a month. A month that is too short has it on its last day."""

    day: int
    at: time

    def on(self, day: date) -> tuple[datetime, ...]:
        """The one time of the right day."""
        length = calendar.monthrange(day.year, day.month)[1]
        return (datetime.combine(day, self.at),) if day.day == min(self.day, length) else ()

    def words(self) -> Text:
        """The rule as a sentence."""
        return text("Every month on day {day} at {time}", day=str(self.day), time=_hour_minute(self.at))

    def __str__(self) -> str:
        return f"monthly {self.day} {_hour_minute(self.at)}"


def parse_rule(written: str) -> Rule:
    """Read a rule such as `daily 03:00`, `weekly mon,thu 03:00`, `every 2h from 00:30`, `monthly 1 06:00`.

    Raises `InputError` for anything else.
    """
    plain = " ".join(written.lower().split())
    for pattern, make in _FORMS.items():
        found = re.fullmatch(pattern, plain)
        if found:
            try:
                return make(found)
            except ValueError:
                break
    raise InputError(
        title=text("The time was not understood."),
        message=text("“{value}” says no times.", value=written),
        hint=text("Write “daily 03:00”, “weekly mon,thu 03:00”, “every 2h from 00:30” or “monthly 1 06:00”."),
    )


_TIME = r"(?P<time>\d{1,2}:\d{2})"
_Maker: TypeAlias = Callable[[re.Match[str]], Rule]


def _time(found: re.Match[str]) -> time:
    hour, minute = (found["time"] or "0:00").split(":")
    return time(int(hour), int(minute))


def _weekly(found: re.Match[str]) -> Rule:
    return Weekly(frozenset(WEEKDAYS.index(day) for day in found["days"].split(",")), _time(found))


def _every_hours(found: re.Match[str]) -> Rule:
    hours = int(found["hours"])
    if not 1 <= hours <= 24:
        raise ValueError(hours)
    return EveryHours(hours, _time(found))


def _monthly(found: re.Match[str]) -> Rule:
    day = int(found["day"])
    if not 1 <= day <= 31:
        raise ValueError(day)
    return Monthly(day, _time(found))


_FORMS: Mapping[str, _Maker] = {
    rf"daily {_TIME}": lambda found: Daily(_time(found)),
    rf"weekly (?P<days>[a-z]{{3}}(,[a-z]{{3}})*) {_TIME}": _weekly,
    rf"every (?P<hours>\d{{1,2}}) ?h( from {_TIME})?": _every_hours,
    rf"monthly (?P<day>\d{{1,2}}) {_TIME}": _monthly,
}

WEEKDAY_WORDS = (
    text("Monday"),
    text("Tuesday"),
    text("Wednesday"),
    text("Thursday"),
    text("Friday"),
    text("Saturday"),
    text("Sunday"),
)
"""The days of the week by their numbers, 0 for Monday."""


def _hour_minute(moment: time) -> str:
    return moment.strftime("%H:%M")

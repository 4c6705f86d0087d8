"""When something will be, as a person says it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from desktop_app.base.translate import load_translator
from desktop_app.jobs.moments import day_words, when_words

OSLO = ZoneInfo("Europe/Oslo")
MONDAY_NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 3, 2, 11, 0, 30), "Today 12:00 · in a moment"),
        (datetime(2026, 3, 2, 11, 1), "Today 12:01 · in 1 minute"),
        (datetime(2026, 3, 2, 11, 20), "Today 12:20 · in 20 minutes"),
        (datetime(2026, 3, 2, 14, 0), "Today 15:00 · in 3 hours"),
        (datetime(2026, 3, 2, 23, 30), "Tomorrow 00:30 · in 12 hours"),
        (datetime(2026, 3, 3, 13, 0), "Tomorrow 14:00 · in 1 day"),
        (datetime(2026, 3, 4, 2, 0), "Wednesday 03:00 · in 2 days"),
        (datetime(2026, 3, 8, 2, 0), "Sunday 03:00 · in 6 days"),
        (datetime(2026, 3, 9, 2, 0), "9 Mar 2026 03:00 · in 7 days"),
        (datetime(2026, 3, 29, 1, 30), "29 Mar 2026 03:30 · in 27 days"),
    ],
)
def test_a_moment_to_come(moment: datetime, words: str) -> None:
    said = when_words(moment.replace(tzinfo=UTC), MONDAY_NOON, OSLO)
    assert load_translator("en").render(said) == words


def test_the_day_is_that_of_the_place() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    assert str(day_words(late, MONDAY_NOON, OSLO)) == "Tomorrow 00:30"
    assert str(day_words(late, MONDAY_NOON, ZoneInfo("UTC"))) == "Today 23:30"


def test_weekdays_are_written_as_each_language_writes_them() -> None:
    sunday = day_words(datetime(2026, 3, 8, 2, 0, tzinfo=UTC), MONDAY_NOON, OSLO)
    assert load_translator("nb").render(sunday) == "søndag 03:00"
    assert load_translator("sv").render(sunday) == "söndag 03:00"

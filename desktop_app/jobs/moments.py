"""When something will be, as a person says it: "Sunday 03:00 · in 2 days"."""

from datetime import datetime, timedelta, tzinfo

from desktop_app.base.texts import Text, plural, text

_DAYS_WITH_NAMES = 6
"""So far ahead the name of a weekday can only mean one day."""


def when_words(moment: datetime, now: datetime, zone: tzinfo) -> Text:
    """A moment to come with how far away it is: "Tomorrow 03:00 · in 9 hours"."""
    return text(
        "{when} · {distance}", when=day_words(moment, now, zone), distance=_distance(moment, now, zone)
    )


def day_words(moment: datetime, now: datetime, zone: tzinfo) -> Text:
    """A moment to come by its day and time: "Today 14:00", "Sunday 03:00", "1 Apr 2027 06:00"."""
    local = moment.astimezone(zone)
    days = _days_between(now, moment, zone)
    time = f"{local:%H:%M}"
    if days == 0:
        return text("Today {time}", time=time)
    if days == 1:
        return text("Tomorrow {time}", time=time)
    if 1 < days <= _DAYS_WITH_NAMES:
        return _on_weekday(local.weekday(), time)
    return text("{date} {time}", date=local.date(), time=time)


def _on_weekday(weekday: int, time: str) -> Text:
    return (
        text("Monday {time}", time=time),
        text("Tuesday {time}", time=time),
        text("Wednesday {time}", time=time),
        text("Thursday {time}", time=time),
        text("Friday {time}", time=time),
        text("Saturday {time}", time=time),
        text("Sunday {time}", time=time),
    )[weekday]


def _distance(moment: datetime, now: datetime, zone: tzinfo) -> Text:
    left = moment - now
    if left < timedelta(minutes=1):
        return text("in a moment")
    if left < timedelta(hours=1):
        return plural("in {count} minute", "in {count} minutes", count=round(left / timedelta(minutes=1)))
    if left < timedelta(days=1):
        return plural("in {count} hour", "in {count} hours", count=round(left / timedelta(hours=1)))
    days = _days_between(now, moment, zone)
    return plural("in {count} day", "in {count} days", count=days)


def _days_between(now: datetime, moment: datetime, zone: tzinfo) -> int:
    return (moment.astimezone(zone).date() - now.astimezone(zone).date()).days

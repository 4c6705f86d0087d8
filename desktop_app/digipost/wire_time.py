"""Times as the wire writes them (`xsd:dateTime`)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")
"""Where Digipost is, should a time from there ever lack its zone."""


def write_time(value: datetime) -> str:
    """An aware time; in UTC where its offset is not whole minutes. Raises `ValueError` for a naive one."""
    offset = value.utcoffset()
    if offset is None:
        raise ValueError("a time on the wire needs its time zone")
    if offset % timedelta(minutes=1) or not offset:
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    return value.isoformat()


def read_time(value: str) -> datetime:
    """An aware time. Raises `ValueError` for what is no time that Python can hold."""
    time = datetime.fromisoformat(value.strip())
    return time if time.tzinfo else time.replace(tzinfo=OSLO)

"""What needs a person, over all rooms: read in one go, off the window's thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_app.base.texts import Text
from desktop_app.jobs.schedule import ScheduleView
from desktop_app.services import Services
from desktop_app.ui.pages.home_lines import need_lines


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the window something stands: the page's key, and what is handed to its `show_at`."""

    page: str
    where: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing that needs a person. Its `key` stays the same as long as it is the same thing."""

    key: str
    words: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Overview:
    """What needs a person, and the scheduled jobs, at one moment."""

    needs: tuple[Attention, ...]
    schedule: tuple[ScheduleView, ...]


def read_overview(services: Services) -> Overview:
    """Read it: the lines that stand on Home too. May take a moment."""
    schedule = tuple(services.schedule.views())
    lines = need_lines(services.mailing.home().needs, services.digis.status(), schedule)
    needs = tuple(Attention(line.key, line.words, Place(line.page, line.where)) for line in lines)
    return Overview(needs, schedule)

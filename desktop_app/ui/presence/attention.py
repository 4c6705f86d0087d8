"""What needs a person, over all rooms: read in one go, off the window's thread."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from desktop_app.base.texts import Text, plural, text
from desktop_app.digis.outbox import DeliveryState
from desktop_app.jobs.outcomes import Outcome
from desktop_app.jobs.schedule import ScheduleView
from desktop_app.mailing.views import Need
from desktop_app.services import Services

_ENDED_BADLY = frozenset({Outcome.FAILED, Outcome.INTERRUPTED})


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
    """Read it. May take a moment."""
    schedule = tuple(services.schedule.views())
    needs = (*_of_mailings(services), *_of_schedule(schedule), *_of_digis(services))
    return Overview(needs, schedule)


def _of_mailings(services: Services) -> Iterator[Attention]:
    for need in services.mailing.home().needs:
        yield Attention(f"{need.kind} {need.mailing_id} {need.job_id}", need.text, place_of(need))


def place_of(need: Need) -> Place:
    """Where somebody sees to a need of the mailings."""
    if need.kind == "remainder":
        return Place("paper_post", {"mailing": need.mailing_id})
    if need.kind in {"unmatched", "unreadable"}:
        return Place("receipts", {"filters": frozenset({need.kind})})
    return Place("mailings", {"mailing": need.mailing_id})


def _of_schedule(views: tuple[ScheduleView, ...]) -> Iterator[Attention]:
    """Jobs that are on and whose newest run ended badly: once, however many runs in a row do."""
    for view in views:
        if view.enabled and view.last is not None and view.last.outcome in _ENDED_BADLY:
            said = view.last.message or view.last.outcome.words()
            yield Attention(
                f"schedule {view.name}",
                text("{job}: {message}", job=view.title, message=said),
                Place("schedule", {"filters": frozenset({view.last.outcome.value})}),
            )


def _of_digis(services: Services) -> Iterator[Attention]:
    if not services.settings.flag("digis.enabled"):
        return
    states = services.digis.status().states
    unknown, failed = states[DeliveryState.UNKNOWN], states[DeliveryState.FAILED]
    if unknown:
        words = plural(
            "Of {count} member nobody knows whether Digis took them",
            "Of {count} members nobody knows whether Digis took them",
            count=unknown,
        )
        yield Attention("digis unknown", words, _members(DeliveryState.UNKNOWN))
    if failed:
        words = plural("Digis refused {count} member", "Digis refused {count} members", count=failed)
        yield Attention("digis failed", words, _members(DeliveryState.FAILED))


def _members(state: DeliveryState) -> Place:
    return Place("digis", {"filters": frozenset({state.value})})

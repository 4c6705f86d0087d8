"""What needs a person, of all rooms, as lines that lead to where it is done; the most urgent first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from desktop_app.base.texts import Text, plural, text
from desktop_app.digis.outbox import DeliveryState
from desktop_app.digis.service import DigisStatus
from desktop_app.jobs.outcomes import Outcome
from desktop_app.jobs.schedule import ScheduleView
from desktop_app.mailing.views import Need
from desktop_app.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One line: what it is, what to do about it, and the page and the place in it where that is done.

    The `key` stays the same as long as it is about the same thing, whatever its numbers are.
    """

    key: str
    words: Text
    act: Text
    icon: str
    tone: Tone
    page: str
    where: Mapping[str, object] = field(default_factory=dict)


_OF_MAILINGS: Mapping[str, tuple[Text, str, Tone]] = {
    "deviations": (text("View"), "attention", Tone.ATTENTION),
    "remainder": (text("Reach them"), "printer", Tone.ATTENTION),
    "mend": (text("Mend"), "edit", Tone.ATTENTION),
    "uncertain": (text("Find out"), "uncertain", Tone.ATTENTION),
    "silent": (text("View"), "waiting", Tone.ATTENTION),
    "failed": (text("See why"), "problem", Tone.PROBLEM),
    "unmatched": (text("View"), "receipt", Tone.ATTENTION),
    "unreadable": (text("View"), "receipt", Tone.PROBLEM),
}
_OTHER = (text("View"), "attention", Tone.ATTENTION)


def need_lines(
    needs: Iterable[Need], digis: DigisStatus, schedule: Sequence[ScheduleView]
) -> tuple[NeedLine, ...]:
    """All of them: mailings first, since letters are what hurts."""
    return (*map(_of_mailing, needs), *_of_digis(digis), *_of_schedule(schedule))


def _of_mailing(need: Need) -> NeedLine:
    act, icon, tone = _OF_MAILINGS.get(need.kind, _OTHER)
    page, where = _place_of(need)
    key = f"{need.kind} {need.mailing_id} {need.job_id}"
    return NeedLine(key, need.text, act, icon, tone, page, where)


def _place_of(need: Need) -> tuple[str, Mapping[str, object]]:
    match need.kind:
        case "remainder":
            return "paper_post", {"mailing": need.mailing_id}
        case "mend":
            return "recipients", {"mend": need.mailing_id}
        case "unmatched" | "unreadable":
            return "receipts", {"filters": frozenset({need.kind})}
    if need.mailing_id is None:  # a lookup from the register
        return "recipients", {}
    return "mailings", {"mailing": need.mailing_id}


def _of_digis(status: DigisStatus) -> Iterable[NeedLine]:
    if not status.enabled:
        return
    failed, unknown = (status.states.get(state, 0) for state in (DeliveryState.FAILED, DeliveryState.UNKNOWN))
    if unknown:
        words = plural(
            "We don't know if {count} member reached Digis",
            "We don't know if {count} members reached Digis",
            unknown,
        )
        yield _digis_line(words, DeliveryState.UNKNOWN, text("Find out"), "uncertain", Tone.ATTENTION)
    if failed:
        words = plural("Digis refused {count} member", "Digis refused {count} members", failed)
        yield _digis_line(words, DeliveryState.FAILED, text("See why"), "problem", Tone.PROBLEM)


def _digis_line(words: Text, state: DeliveryState, act: Text, icon: str, tone: Tone) -> NeedLine:
    return NeedLine(f"digis {state}", words, act, icon, tone, "digis", {"filters": frozenset({state.value})})


def _of_schedule(views: Sequence[ScheduleView]) -> Iterable[NeedLine]:
    """Jobs whose newest run failed, as long as they are on: the next one that goes well takes the line away."""
    for view in views:
        if view.enabled and view.last is not None and view.last.outcome is Outcome.FAILED:
            words = text("“{job}” failed the last time it ran", job=view.title)
            yield NeedLine(
                f"schedule {view.name}", words, text("See why"), "calendar", Tone.ATTENTION, "schedule"
            )

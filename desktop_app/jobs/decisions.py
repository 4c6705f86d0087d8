"""What to do about the slots that are due: a pure function."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from desktop_app.jobs.outcomes import Cause, Outcome, Trigger
from desktop_app.jobs.rules import Rule
from desktop_app.jobs.slots import Slot, missed_slots

GRACE = timedelta(minutes=10)
"""So late may a run begin and still count as on time."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One scheduled job: its rule, what it may do, and how far its slots are dealt with.

    `handled_until` is a wall-clock time. `catches_up` is False for what must never start by itself afterwards.
    """

    rule: Rule
    catches_up: bool
    needs_network: bool
    handled_until: datetime
    paused_until: datetime | None = None
    running: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """The moment of the decision. `network` is only looked at for jobs that need it.

    `awake_since` is when this process began to watch: what was due later and was not seen fell into a sleep.
    """

    now: datetime
    zone: tzinfo
    network: bool
    awake_since: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """A slot that will not run, with its outcome."""

    slot: Slot
    outcome: Outcome
    cause: Cause


@dataclass(frozen=True, slots=True)
class Decision:
    """What to store and what to start.

    `handled_until` is the new mark, None when it stays. `waits_for_network` tells that a slot is left open
    until the network is back.
    """

    run: Slot | None = None
    trigger: Trigger = Trigger.ON_TIME
    settled: tuple[Settled, ...] = ()
    handled_until: datetime | None = None
    waits_for_network: bool = False


def decide(standing: Standing, situation: Situation) -> Decision:
    """Deal with all slots that are due: at most one runs, each of the others gets its outcome."""
    due = missed_slots(standing.rule, standing.handled_until, situation.now, situation.zone)
    # Also when nobody looks before the pause is over: what fell into it is not made up for afterwards.
    paused = [slot for slot in due if standing.paused_until is not None and slot.at < standing.paused_until]
    decision = _decide_on(due[len(paused) :], standing, situation)
    if not paused:
        return decision
    left_out = _settle_all(paused, Outcome.SKIPPED, Cause.PAUSED)
    return replace(
        decision,
        settled=left_out.settled + decision.settled,
        handled_until=decision.handled_until or left_out.handled_until,
    )


def _decide_on(due: list[Slot], standing: Standing, situation: Situation) -> Decision:
    """What to do about slots that no pause leaves out."""
    if not due:
        return Decision()
    last, late = due[-1], situation.now - due[-1].at > GRACE
    offline = standing.needs_network and not situation.network
    if late and not standing.catches_up:
        return _settle_all(due, Outcome.MISSED, Cause.NO_NETWORK if offline else _absence(last, situation))
    if standing.running:
        return _settle_all(due, Outcome.SKIPPED, Cause.STILL_RUNNING)
    earlier, outcome = due[:-1], Outcome.COVERED if standing.catches_up else Outcome.MISSED
    if offline:
        return _wait_for_network(earlier, outcome)
    return Decision(
        run=last,
        trigger=Trigger.CATCH_UP if late or earlier else Trigger.ON_TIME,
        settled=tuple(Settled(slot, outcome, _absence(slot, situation)) for slot in earlier),
        handled_until=last.due,
    )


def _settle_all(due: list[Slot], outcome: Outcome, cause: Cause) -> Decision:
    return Decision(settled=tuple(Settled(slot, outcome, cause) for slot in due), handled_until=due[-1].due)


def _wait_for_network(earlier: list[Slot], outcome: Outcome) -> Decision:
    """Leave the last slot open, and close those before it."""
    return Decision(
        settled=tuple(Settled(slot, outcome, Cause.NO_NETWORK) for slot in earlier),
        handled_until=earlier[-1].due if earlier else None,
        waits_for_network=True,
    )


def _absence(slot: Slot, situation: Situation) -> Cause:
    return Cause.ASLEEP if slot.at >= situation.awake_since else Cause.NOT_RUNNING

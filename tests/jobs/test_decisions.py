"""What is done about slots that are due: run, make up for, leave out, or wait."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from desktop_app.jobs.decisions import GRACE, Decision, Situation, Standing, decide
from desktop_app.jobs.outcomes import Cause, Outcome, Trigger
from desktop_app.jobs.rules import Daily

THREE = datetime(2026, 3, 2, 3, 0)
ON_TIME = THREE.replace(tzinfo=UTC)

LOOKUP = Standing(
    rule=Daily(time(3, 0)),
    catches_up=True,
    needs_network=True,
    handled_until=THREE - timedelta(days=1),
)
MAILING = replace(LOOKUP, catches_up=False)
AWAKE = Situation(now=ON_TIME, zone=UTC, network=True, awake_since=ON_TIME - timedelta(days=30))
OFFLINE = replace(AWAKE, network=False)


def after_days(situation: Situation, days: float) -> Situation:
    """The same situation, later."""
    return replace(situation, now=situation.now + timedelta(days=days))


def settled(decision: Decision) -> list[tuple[int, Outcome, Cause]]:
    """The slots that will not run, by their day of the month."""
    return [(item.slot.due.day, item.outcome, item.cause) for item in decision.settled]


def test_nothing_happens_before_the_time() -> None:
    early = replace(AWAKE, now=ON_TIME - timedelta(seconds=1))
    assert decide(LOOKUP, early) == Decision()


def test_a_slot_runs_when_its_time_has_come() -> None:
    decision = decide(LOOKUP, AWAKE)
    assert decision.run is not None
    assert (decision.run.due, decision.trigger) == (THREE, Trigger.ON_TIME)
    assert (decision.handled_until, decision.settled) == (THREE, ())


def test_a_few_minutes_late_is_on_time() -> None:
    assert decide(MAILING, replace(AWAKE, now=ON_TIME + GRACE)).trigger is Trigger.ON_TIME
    assert decide(MAILING, replace(AWAKE, now=ON_TIME + GRACE)).run is not None


def test_several_missed_slots_are_made_up_for_by_one_run() -> None:
    decision = decide(LOOKUP, after_days(AWAKE, 3.5))
    assert decision.run is not None
    assert (decision.run.due.day, decision.trigger) == (5, Trigger.CATCH_UP)
    assert settled(decision) == [(day, Outcome.COVERED, Cause.ASLEEP) for day in (2, 3, 4)]
    assert decision.handled_until == THREE + timedelta(days=3)


def test_what_was_missed_before_the_program_started_is_told_apart() -> None:
    started_late = replace(after_days(AWAKE, 2.5), awake_since=ON_TIME + timedelta(days=0.5))
    assert settled(decide(LOOKUP, started_late)) == [
        (2, Outcome.COVERED, Cause.NOT_RUNNING),
        (3, Outcome.COVERED, Cause.ASLEEP),
    ]


def test_what_sends_letters_is_never_made_up_for() -> None:
    decision = decide(MAILING, after_days(AWAKE, 1.5))
    assert decision.run is None
    assert settled(decision) == [(day, Outcome.MISSED, Cause.ASLEEP) for day in (2, 3)]
    assert decision.handled_until == THREE + timedelta(days=1)


def test_what_sends_letters_still_runs_on_time_after_a_missed_slot() -> None:
    decision = decide(MAILING, after_days(AWAKE, 1))
    assert decision.run is not None
    assert decision.run.due.day == 3
    assert settled(decision) == [(2, Outcome.MISSED, Cause.ASLEEP)]


def test_without_the_network_the_last_slot_stays_open() -> None:
    decision = decide(LOOKUP, OFFLINE)
    assert decision.waits_for_network
    assert (decision.run, decision.settled, decision.handled_until) == (None, (), None)


def test_while_the_network_is_away_older_slots_are_closed() -> None:
    decision = decide(LOOKUP, after_days(OFFLINE, 2))
    assert decision.waits_for_network
    assert settled(decision) == [(day, Outcome.COVERED, Cause.NO_NETWORK) for day in (2, 3)]
    assert decision.handled_until == THREE + timedelta(days=1)


def test_when_the_network_is_back_the_open_slot_runs_once() -> None:
    waiting = replace(LOOKUP, handled_until=THREE + timedelta(days=1))
    decision = decide(waiting, after_days(AWAKE, 2.2))
    assert decision.run is not None
    assert (decision.run.due.day, decision.trigger, decision.settled) == (4, Trigger.CATCH_UP, ())


def test_what_sends_letters_waits_for_the_network_only_for_a_moment() -> None:
    assert decide(MAILING, OFFLINE).waits_for_network
    late = replace(OFFLINE, now=ON_TIME + GRACE + timedelta(seconds=1))
    assert settled(decide(MAILING, late)) == [(2, Outcome.MISSED, Cause.NO_NETWORK)]


def test_what_needs_no_network_does_not_wait_for_it() -> None:
    assert decide(replace(LOOKUP, needs_network=False), OFFLINE).run is not None


def test_a_paused_job_leaves_its_slots_out() -> None:
    paused = replace(LOOKUP, paused_until=ON_TIME + timedelta(days=9))
    decision = decide(paused, after_days(AWAKE, 1))
    assert decision.run is None
    assert settled(decision) == [(day, Outcome.SKIPPED, Cause.PAUSED) for day in (2, 3)]


def test_a_pause_that_is_over_changes_nothing() -> None:
    paused = replace(LOOKUP, paused_until=ON_TIME)
    assert decide(paused, AWAKE) == decide(LOOKUP, AWAKE)


def test_what_fell_into_a_pause_is_not_made_up_for_when_nobody_looked_before_its_end() -> None:
    paused = replace(LOOKUP, paused_until=ON_TIME + timedelta(days=1, hours=1))
    decision = decide(paused, after_days(AWAKE, 3.5))
    assert decision.run is not None
    assert decision.run.due.day == 5
    assert settled(decision) == [
        (2, Outcome.SKIPPED, Cause.PAUSED),
        (3, Outcome.SKIPPED, Cause.PAUSED),
        (4, Outcome.COVERED, Cause.ASLEEP),
    ]


def test_after_a_pause_the_open_slot_still_waits_for_the_network() -> None:
    paused = replace(LOOKUP, paused_until=ON_TIME + timedelta(hours=1))
    decision = decide(paused, after_days(OFFLINE, 1.2))
    assert settled(decision) == [(2, Outcome.SKIPPED, Cause.PAUSED)]
    assert (decision.waits_for_network, decision.handled_until) == (True, THREE)


def test_a_slot_is_left_out_while_the_run_before_goes_on() -> None:
    decision = decide(replace(LOOKUP, running=True), AWAKE)
    assert decision.run is None
    assert settled(decision) == [(2, Outcome.SKIPPED, Cause.STILL_RUNNING)]
    assert decision.handled_until == THREE


def test_every_due_slot_has_exactly_one_fate() -> None:
    for standing in (LOOKUP, MAILING, replace(LOOKUP, running=True)):
        for situation in (AWAKE, OFFLINE):
            decision = decide(standing, after_days(situation, 4.5))
            fates = [item.slot.due.day for item in decision.settled]
            fates += [decision.run.due.day] if decision.run else []
            fates += [6] if decision.waits_for_network else []
            assert fates == [2, 3, 4, 5, 6]

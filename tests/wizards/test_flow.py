"""The wizard's engine, without a window, a thread or a real step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.texts import Text, text
from desktop_app.base.work import Unattended, WorkContext
from desktop_app.mailing.options import Pattern
from desktop_app.wizards.draft import Draft, JobChoice, MessageChoice, PatternOptions, StepKey
from desktop_app.wizards.flow import Flow, StepState
from desktop_app.wizards.steps import PlainStep, Problem, Step, StepWork


@dataclass
class NameStep(PlainStep):
    """Asks for the job's name."""

    key: StepKey = StepKey.RECIPIENTS
    title: Text = field(default_factory=lambda: text("Recipients"))

    def problems(self, draft: Draft) -> Sequence[Problem]:
        return () if draft.job.name else (Problem(text("Give it a name."), "job.name"),)


@dataclass
class CountStep(NameStep):
    """Counts the name's letters in the background, as the check step checks recipients."""

    key: StepKey = StepKey.CHECK
    title: Text = field(default_factory=lambda: text("Check"))
    counted: dict[str, int] = field(default_factory=dict)

    def problems(self, draft: Draft) -> Sequence[Problem]:
        too_long = self.counted.get(draft.job.name, 0) > 10
        return (Problem(text("The name is too long.")),) if too_long else ()

    def preparation(self, draft: Draft) -> StepWork | None:
        name = draft.job.name
        if name in self.counted:
            return None

        def keep(kept: Draft, result: Any) -> Draft:
            self.counted[name] = result
            return kept

        return StepWork(self.key, text("Counting"), name, lambda _context: len(name), keep)


@dataclass
class SendStep(NameStep):
    """Sends when Next is pressed."""

    key: StepKey = StepKey.SEND
    title: Text = field(default_factory=lambda: text("Send"))
    send: Callable[[WorkContext], Any] = lambda _context: 1

    def problems(self, draft: Draft) -> Sequence[Problem]:
        return ()

    def commit(self, draft: Draft) -> StepWork | None:
        return StepWork(
            self.key,
            text("Sending"),
            draft.id,
            self.send,
            lambda kept, mailing: replace(kept, mailing_id=mailing, sent=True),
        )

    def next_label(self, draft: Draft) -> Text | None:
        return text("Send 3 letters")


@dataclass
class FollowStep(NameStep):
    key: StepKey = StepKey.FOLLOW
    title: Text = field(default_factory=lambda: text("Follow"))


class Saved:
    """Remembers what was saved."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []

    def __call__(self, draft: Draft) -> None:
        self.drafts.append(draft)


def make_flow(saved: Saved | None = None, draft: Draft | None = None) -> Flow:
    steps: list[Step] = [NameStep(), CountStep(), SendStep(), FollowStep()]
    return Flow(draft or Draft("d1", Pattern.SPLIT_FIRST), steps, saved or Saved())


def named(flow: Flow, name: str) -> Draft:
    return replace(flow.draft, job=JobChoice(name=name))


def do(flow: Flow, work: StepWork | None) -> None:
    """Run the work at once, as a background lane would."""
    assert work is not None
    flow.start(work)
    flow.finish(work, work.run(Unattended()))


def go_to_send(flow: Flow) -> None:
    flow.change(named(flow, "Fee"))
    flow.go_next()
    do(flow, flow.needed_work())
    flow.go_next()


def failure() -> EnvironmentFailure:
    return EnvironmentFailure(title=text("No network."), message=text("-"), hint=text("-"))


def test_next_says_why_it_cannot_be_pressed_and_goes_nowhere() -> None:
    flow = make_flow()
    page = flow.page()
    assert not page.can_go_next
    assert str(page.why_not) == "Give it a name."
    assert page.problems[0].field == "job.name"
    flow.go_next()
    assert flow.current is StepKey.RECIPIENTS


def test_every_change_is_saved() -> None:
    saved = Saved()
    flow = make_flow(saved)
    flow.change(named(flow, "Fee"))
    flow.change(named(flow, "Fee"))
    flow.go_next()
    assert [(draft.job.name, draft.step) for draft in saved.drafts] == [
        ("Fee", StepKey.RECIPIENTS),
        ("Fee", StepKey.CHECK),
    ]


def test_preparation_must_be_done_before_next() -> None:
    flow = make_flow()
    flow.change(named(flow, "Fee"))
    flow.go_next()
    assert str(flow.page().why_not) == "Counting"
    work = flow.needed_work()
    assert work is not None
    flow.start(work)
    assert str(flow.page().busy) == "Counting"
    assert flow.needed_work() is None
    flow.finish(work, work.run(Unattended()))
    assert flow.page().busy is None
    assert flow.page().can_go_next


def test_a_result_made_from_answers_that_changed_is_dropped() -> None:
    flow = make_flow()
    flow.change(named(flow, "Fee"))
    flow.go_next()
    work = flow.needed_work()
    assert work is not None
    flow.start(work)
    flow.change(named(flow, "Another fee"))
    flow.finish(work, 3)
    assert str(flow.page().why_not) == "Counting"
    again = flow.needed_work()
    assert again is not None
    assert again.made_from == "Another fee"


def test_back_keeps_the_answers_and_a_change_there_asks_for_the_check_again() -> None:
    flow = make_flow()
    go_to_send(flow)
    flow.go_back()
    flow.go_back()
    assert flow.draft.job.name == "Fee"
    flow.change(named(flow, "Fee 2027"))
    assert not flow.can_open(StepKey.SEND)
    assert flow.can_open(StepKey.CHECK)
    flow.open(StepKey.CHECK)
    assert not flow.page().can_go_next


def test_a_step_that_became_wrong_closes_the_later_ones() -> None:
    flow = make_flow()
    go_to_send(flow)
    flow.change(replace(flow.draft, job=JobChoice(name="")))
    page = flow.page()
    assert not page.can_go_next
    assert str(page.why_not) == "Recipients: Give it a name."
    assert flow.stepper()[0].state is StepState.PROBLEM


def test_a_failure_stops_next_until_it_is_tried_again() -> None:
    flow = make_flow()
    flow.change(named(flow, "Fee"))
    flow.go_next()
    work = flow.needed_work()
    assert work is not None
    flow.start(work)
    flow.fail(work, failure())
    assert str(flow.page().why_not) == "No network."
    assert flow.needed_work() is None
    flow.try_again()
    do(flow, flow.needed_work())
    assert flow.page().can_go_next


def test_a_failure_is_forgotten_when_the_answers_change() -> None:
    flow = make_flow()
    flow.change(named(flow, "Fee"))
    flow.go_next()
    work = flow.needed_work()
    assert work is not None
    flow.start(work)
    flow.fail(work, failure())
    flow.change(named(flow, "Other"))
    assert flow.page().failure is None
    assert flow.needed_work() is not None


def test_next_that_acts_moves_on_when_the_act_is_done() -> None:
    flow = make_flow()
    go_to_send(flow)
    assert str(flow.page().next_label) == "Send 3 letters"
    work = flow.go_next()
    assert work is not None
    assert flow.page().closed
    assert flow.draft.step is StepKey.SEND
    flow.finish(work, work.run(Unattended()))
    assert (flow.current.value, flow.draft.mailing_id) == ("follow", 1)


def test_the_draft_cannot_change_while_it_is_sent() -> None:
    flow = make_flow()
    go_to_send(flow)
    flow.go_next()
    with pytest.raises(RuntimeError):
        flow.change(named(flow, "Else"))
    assert not flow.page().can_go_back
    assert not flow.can_open(StepKey.RECIPIENTS)


def test_a_failed_act_can_be_tried_again_with_next() -> None:
    flow = make_flow()
    go_to_send(flow)
    work = flow.go_next()
    assert work is not None
    flow.fail(work, failure())
    page = flow.page()
    assert page.can_go_next
    assert page.failure is not None
    assert flow.current is StepKey.SEND
    assert flow.go_next() is not None


def test_a_cancelled_act_stays_where_it_was() -> None:
    flow = make_flow()
    go_to_send(flow)
    work = flow.go_next()
    assert work is not None
    flow.cancel(work)
    assert flow.current is StepKey.SEND
    assert flow.page().can_go_next


def test_a_preparation_that_was_stopped_waits_to_be_started_again() -> None:
    flow = make_flow()
    flow.change(named(flow, "Fee"))
    flow.go_next()
    work = flow.needed_work()
    assert work is not None
    flow.start(work)
    flow.cancel(work)
    page = flow.page()
    assert page.stopped
    assert str(page.why_not) == "It was stopped. Start it again to go on."
    assert flow.needed_work() is None
    flow.try_again()
    assert flow.needed_work() is not None


def test_an_act_changes_the_draft_and_stays_on_the_page() -> None:
    flow = make_flow()
    go_to_send(flow)
    act = StepWork(
        StepKey.CHECK,
        text("Renaming"),
        "act",
        lambda _context: "Other",
        lambda kept, name: replace(kept, job=JobChoice(name=name)),
    )
    assert flow.act(act) is act
    assert flow.page().closed
    assert flow.act(act) is None
    flow.finish(act, "Other")
    assert (flow.draft.job.name, flow.current) == ("Other", StepKey.SEND)
    assert not flow.page().closed


def test_after_sending_only_following_is_left() -> None:
    flow = make_flow()
    go_to_send(flow)
    work = flow.go_next()
    assert work is not None
    flow.finish(work, 1)
    assert not flow.page().can_go_back
    flow.go_back()
    flow.open(StepKey.RECIPIENTS)
    assert flow.current is StepKey.FOLLOW
    assert [entry.state for entry in flow.stepper()] == [StepState.LOCKED] * 3 + [StepState.CURRENT]


def test_a_reopened_draft_stands_where_it_was_and_is_worked_out_again() -> None:
    flow = make_flow()
    go_to_send(flow)
    reopened = make_flow(draft=flow.draft)
    assert reopened.current is StepKey.SEND
    assert not reopened.page().can_go_next
    do(reopened, reopened.needed_work())
    assert reopened.page().can_go_next


def test_a_draft_from_another_set_of_steps_begins_at_its_first() -> None:
    draft = Draft("d1", Pattern.SPLIT_FIRST, step=StepKey.PRINT, reached=StepKey.PRINT)
    assert make_flow(draft=draft).current is StepKey.RECIPIENTS


def test_listeners_hear_of_changes_until_they_leave() -> None:
    flow = make_flow()
    heard: list[str] = []
    leave = flow.subscribe(lambda: heard.append(flow.draft.message.subject))
    flow.change(replace(flow.draft, message=MessageChoice(subject="One")))
    leave()
    flow.change(replace(flow.draft, message=MessageChoice(subject="Two")))
    assert heard == ["One"]


def test_the_stepper_shows_how_each_step_stands() -> None:
    flow = make_flow()
    flow.change(named(flow, "Fee"))
    flow.go_next()
    assert [entry.state for entry in flow.stepper()] == [
        StepState.DONE,
        StepState.CURRENT,
        StepState.AHEAD,
        StepState.AHEAD,
    ]


def test_a_step_that_the_answers_make_needless_is_passed_over() -> None:
    steps: list[Step] = [NameStep(), CountStep(), SendStep(), FollowStep()]
    flow = Flow(
        Draft("d1", Pattern.OWN),
        steps,
        Saved(),
        is_shown=lambda draft, key: key is not StepKey.CHECK or draft.options.print_fallback,
    )
    flow.change(named(flow, "Fee"))
    flow.go_next()
    assert flow.current is StepKey.SEND
    assert [entry.key for entry in flow.stepper()] == [StepKey.RECIPIENTS, StepKey.SEND, StepKey.FOLLOW]
    flow.go_back()
    flow.change(replace(flow.draft, options=PatternOptions(print_fallback=True)))
    flow.go_next()
    assert flow.current.value == "check"
    flow.go_back()
    assert flow.current.value == "recipients"


def test_a_wizard_without_steps_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Flow(Draft("d1", Pattern.OWN), [], Saved())

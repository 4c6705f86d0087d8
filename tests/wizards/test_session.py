"""A session starts what a step needs by itself, one work at a time, and sends once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from desktop_app.base.errors import BrevdueError, EnvironmentFailure
from desktop_app.base.texts import Text, text
from desktop_app.base.work import WorkContext
from desktop_app.jobs.states import Lane
from desktop_app.mailing.options import Pattern
from desktop_app.wizards.draft import Draft, JobChoice
from desktop_app.wizards.flow import Flow
from desktop_app.wizards.session import WizardSession
from tests.wizards.test_flow import CountStep, FollowStep, NameStep, SendStep, make_flow


class Handed:
    """One work that was handed over: it ends when the test says so."""

    def __init__(
        self,
        name: str,
        done: Callable[[Any], None],
        failed: Callable[[BrevdueError], None],
        cancelled: Callable[[], None],
    ) -> None:
        self.name, self.done, self.failed, self.cancelled = name, done, failed, cancelled
        self.was_asked_to_stop = False

    def cancel(self) -> None:
        self.was_asked_to_stop = True


class Later:
    """Keeps what was handed over."""

    def __init__(self) -> None:
        self.works: list[Handed] = []

    def run(
        self,
        lane: Lane | None,
        name: Text,
        work: Callable[[WorkContext], Any],
        done: Callable[[Any], None],
        failed: Callable[[BrevdueError], None],
        cancelled: Callable[[], None],
    ) -> Handed:
        self.works.append(Handed(str(name), done, failed, cancelled))
        return self.works[-1]


def named(flow: Flow, name: str) -> Draft:
    return replace(flow.draft, job=JobChoice(name=name))


def opened() -> tuple[Flow, Later, WizardSession, list[int]]:
    flow, runner, sent = make_flow(), Later(), list[int]()
    return flow, runner, WizardSession(flow, runner, sent.append), sent


def test_what_a_step_needs_is_started_by_itself() -> None:
    flow, runner, session, _sent = opened()
    flow.change(named(flow, "Fee"))
    session.press_next()
    assert [work.name for work in runner.works] == ["Counting"]
    runner.works[0].done(3)
    assert flow.page().can_go_next


def test_other_answers_stop_what_was_started_and_start_anew() -> None:
    flow, runner, session, _sent = opened()
    flow.change(named(flow, "Fee"))
    session.press_next()
    flow.change(named(flow, "Fees"))
    first, second = runner.works
    assert first.was_asked_to_stop
    first.done(3)
    assert not flow.page().can_go_next
    second.done(4)
    assert flow.page().can_go_next


def test_a_failure_is_tried_again_only_when_somebody_says_so() -> None:
    flow, runner, session, _sent = opened()
    flow.change(named(flow, "Fee"))
    session.press_next()
    runner.works[0].failed(EnvironmentFailure(title=text("Off."), message=text("-"), hint=text("-")))
    assert len(runner.works) == 1
    flow.try_again()
    assert len(runner.works) == 2


def test_what_a_person_stopped_is_not_started_again_by_itself() -> None:
    flow, runner, session, _sent = opened()
    flow.change(named(flow, "Fee"))
    session.press_next()
    session.cancel_work()
    runner.works[0].cancelled()
    assert len(runner.works) == 1
    assert flow.page().stopped


def test_a_confirmed_mailing_is_sent_once() -> None:
    flow, runner, session, sent = opened()
    flow.change(named(flow, "Fee"))
    session.press_next()
    runner.works[0].done(3)
    session.press_next()
    session.press_next()
    assert [work.name for work in runner.works] == ["Counting", "Sending"]
    session.press_next()
    runner.works[1].done(17)
    flow.reconsider()
    assert sent == [17]


def test_a_draft_that_was_sent_before_is_not_sent_again() -> None:
    draft = Draft("d1", Pattern.SPLIT_FIRST, mailing_id=17, sent=True, job=JobChoice(name="Fee"))
    flow = Flow(draft, [NameStep(), CountStep(), SendStep(), FollowStep()], lambda _draft: None)
    sent: list[int] = []
    WizardSession(flow, Later(), sent.append)
    flow.reconsider()
    assert sent == []


def test_closing_stops_a_preparation_and_lets_an_act_finish() -> None:
    flow, runner, session, _sent = opened()
    flow.change(named(flow, "Fee"))
    session.press_next()
    session.close()
    assert runner.works[0].was_asked_to_stop

    flow, runner, session, _sent = opened()
    flow.change(named(flow, "Fee"))
    session.press_next()
    runner.works[0].done(3)
    session.press_next()
    session.press_next()
    session.close()
    assert not runner.works[1].was_asked_to_stop

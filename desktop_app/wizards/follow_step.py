"""The last step: what is happening to the mailing, in words, until every letter's fate is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.base.texts import Text, plural, text
from desktop_app.digipost.model import JobKind
from desktop_app.mailing.states import State
from desktop_app.mailing.views import MailingDetail
from desktop_app.wizards.draft import StepKey
from desktop_app.wizards.steps import PlainStep


class FollowStep(PlainStep):
    """Asks nothing and keeps nothing."""

    key = StepKey.FOLLOW
    title = text("Follow")


class StageState(StrEnum):
    """How far one line of what happens has come."""

    DONE = "done"
    UNDER_WAY = "under-way"
    AHEAD = "ahead"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of what happens, such as the lookup or the letters."""

    words: Text
    state: StageState


@dataclass(frozen=True, slots=True)
class FollowView:
    """What the follow page shows. `needs_person` says that nothing goes on by itself."""

    headline: Text
    stages: tuple[Stage, ...]
    finished: bool
    needs_person: bool
    letters: int
    digital: int
    printed: int
    waiting: int
    remainder: int
    deviations: int
    failure: Text | None


def follow_view(detail: MailingDetail) -> FollowView:
    """The page's content from the ledger's."""
    mailing = detail.mailing
    return FollowView(
        headline=_headline(detail),
        stages=tuple(_stages(detail)),
        finished=mailing.state.is_final,
        needs_person=mailing.state in {State.UNCERTAIN, State.FAILED},
        letters=mailing.letters,
        digital=mailing.digital,
        printed=mailing.printed,
        waiting=mailing.waiting,
        remainder=mailing.remainder_open,
        deviations=mailing.deviations,
        failure=mailing.failure,
    )


def _headline(detail: MailingDetail) -> Text:
    mailing = detail.mailing
    if mailing.state is State.FINISHED and not mailing.printed:
        return plural(
            "{digital} of {count} letter was delivered in Digipost, {remainder} was not reached.",
            "{digital} of {count} letters were delivered in Digipost, {remainder} were not reached.",
            count=mailing.letters,
            digital=mailing.digital,
            remainder=mailing.remainder,
        )
    if mailing.state is State.FINISHED:
        return plural(
            "{count} letter was sent: {digital} digitally, {printed} printed, {remainder} not reached.",
            "{count} letters were sent: {digital} digitally, {printed} printed, {remainder} not reached.",
            count=mailing.letters,
            digital=mailing.digital,
            printed=mailing.printed,
            remainder=mailing.remainder,
        )
    return detail.job.words() if detail.job is not None else mailing.state.words()


def _stages(detail: MailingDetail) -> Iterator[Stage]:
    """The jobs so far, and the letters as what comes after a lookup that is still under way."""
    if not detail.jobs:
        yield Stage(detail.mailing.state.words(), StageState.UNDER_WAY)
    for job in detail.jobs:
        yield Stage(job.words(), _state_of(job.state))
    looking_up = all(job.kind is JobKind.LOOKUP for job in detail.jobs)
    if detail.options.lookup_first and looking_up and not detail.mailing.state.is_final:
        yield Stage(text("Then the letters are sent to those who have Digipost."), StageState.AHEAD)


def _state_of(state: State) -> StageState:
    if state in {State.FAILED, State.UNCERTAIN, State.CANCELLED}:
        return StageState.PROBLEM
    return StageState.DONE if state is State.FINISHED else StageState.UNDER_WAY

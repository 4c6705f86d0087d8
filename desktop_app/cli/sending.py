"""One mailing from the command line: checked, confirmed and sent, with nobody there to ask."""

import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from typing import TypeVar

from desktop_app.base.errors import Cancelled, InputError
from desktop_app.base.texts import Text, plural, text
from desktop_app.cli.choosing import expect_receipts_within
from desktop_app.cli.letters import Letters, LettersWanted, gather_letters
from desktop_app.cli.mailing_replies import Fields, deviation_data
from desktop_app.cli.session import Session
from desktop_app.jobs.lanes import JobContext, Lane
from desktop_app.mailing.errors import AlreadyUnderWay
from desktop_app.mailing.options import MailingOptions
from desktop_app.mailing.plan import Deviation, MailingPlan, Severity
from desktop_app.mailing.views import MailingDetail

T = TypeVar("T")
_PAGE = 500


class MailingRun:
    """Keeps one mailing on its way through a command: `check`, then `send`, then `reply`.

    Nobody can be asked, so whoever has something against their letter is left out and reported, unless a
    reason was given for what may be right all the same. What is wrong with the whole mailing stops it.
    """

    def __init__(
        self,
        session: Session,
        options: MailingOptions,
        wanted: LettersWanted,
        *,
        reason: str | None = None,
        all_or_nothing: bool = False,
    ) -> None:
        self._session = session
        self._mailing = session.services.mailing
        self._options = options
        self._wanted = wanted
        self._reason = reason
        self._all_or_nothing = all_or_nothing
        self._mailing_id = 0
        self._letters = Letters()
        self._standing: list[Deviation] = []
        self._warnings: list[Deviation] = []

    def check(self) -> MailingPlan:
        """Import, draft and check, until the draft can be confirmed.

        Raises `InputError`; the draft is thrown away then, and what was imported stays in the register.
        """
        self._letters = gather_letters(self._session, self._wanted)
        self._mailing_id = self._mailing.create(self._options)
        return self._or_discard(Lane.FILES, text("Checking letters"), self._checked)

    def send(self, plan: MailingPlan, wait: float | None) -> MailingDetail:
        """Confirm and send; with a number of seconds, stay for the receipts.

        When the way to Digipost fails, the mailing is kept for “jobs resume”. When the command is stopped
        before anything has left, it is cancelled.
        """
        mailing_id = self._mailing_id
        expect_receipts_within(self._session, wait)

        def confirm(context: JobContext) -> None:
            self._mailing.confirm(plan, plan.letters, context)

        def send(context: JobContext) -> None:
            self._mailing.send(mailing_id, context)
            if wait is not None:
                self._mailing.wait_for(wait, context, mailing_id=mailing_id)

        self._or_discard(Lane.FILES, text("Checking letters"), confirm)
        self._session.known["mailing_id"] = mailing_id
        try:
            self._session.run(Lane.DIGIPOST, text("Sending"), send)
        except Cancelled:
            self._cancel_if_nothing_left()
            raise
        return self._mailing.mailing(mailing_id)

    def _cancel_if_nothing_left(self) -> None:
        """Whoever stopped the command does not expect a later one to send. What has left goes its way."""
        with contextlib.suppress(AlreadyUnderWay):
            self._mailing.cancel(self._mailing_id)

    def _or_discard(self, lane: Lane, name: Text, work: Callable[[JobContext], T]) -> T:
        """Do work on the draft; when it fails, throw the draft away."""
        try:
            return self._session.run(lane, name, work)
        except BaseException:
            self._mailing.discard(self._mailing_id)
            raise

    def _checked(self, context: JobContext) -> MailingPlan:
        service, mailing_id = self._mailing, self._mailing_id
        service.set_letters(mailing_id, self._letters.inputs, context)
        service.check(mailing_id, context, self._session.services.letters.examiners(self._options))
        self._accept_with_reason()
        self._standing = [found for found in self._open_deviations() if found.severity is not Severity.WARNS]
        self._warnings = [found for found in self._open_deviations() if found.severity is Severity.WARNS]
        self._refuse_if_it_cannot_go()
        service.leave_out(mailing_id, {found.customer_id for found in self._standing if found.customer_id})
        plan = service.plan(mailing_id)
        if plan.letters == 0:
            raise self._nobody_left()
        return plan

    def _accept_with_reason(self) -> None:
        if self._reason:
            doubtful = [
                found.key for found in self._open_deviations() if found.severity is Severity.NEEDS_REASON
            ]
            self._mailing.accept(self._mailing_id, doubtful, self._reason)

    def _open_deviations(self) -> Iterator[Deviation]:
        offset = 0
        while page := self._mailing.deviations(self._mailing_id, offset, _PAGE):
            yield from page
            offset += len(page)

    def _refuse_if_it_cannot_go(self) -> None:
        for found in self._standing:
            if found.letter_id is None:
                raise _about_the_whole(found)
        if self._all_or_nothing and (self._standing or self._letters.left_out):
            raise self._would_leave_out()

    def _would_leave_out(self) -> InputError:
        return InputError(
            title=text("Somebody would have to be left out."),
            message=plural(
                "{count} recipient cannot be sent to. The first: {problem}",
                "{count} recipients cannot be sent to. The first: {problem}",
                count=len({found.letter_id for found in self._standing}) + len(self._letters.left_out),
                problem=self._first_problem(),
            ),
            hint=text("“send … --dry-run” lists them all. Nothing was sent."),
        )

    def _nobody_left(self) -> InputError:
        return InputError(
            title=text("Nobody is left to send to."),
            message=text(
                "Something is wrong with each letter. The first: {problem}", problem=self._first_problem()
            ),
            hint=text(
                "“send … --dry-run” lists them all. If they are right all the same, say why with --reason."
                " Nothing was sent."
            ),
        )

    def _first_problem(self) -> Text:
        if self._standing:
            return self._standing[0].text
        return self._letters.left_out[0].message if self._letters.left_out else text("there are no letters")

    def left_out(self) -> list[Fields]:
        """Everybody who was left out, with the reason: first by row of the file, then by what the check found."""
        rows: list[Fields] = [dataclasses.asdict(row) for row in self._letters.left_out]
        return rows + [deviation_data(found) for found in self._standing]

    def warnings(self) -> list[Fields]:
        """What the check found worth knowing, though nothing has to be done."""
        return [deviation_data(found) for found in self._warnings]


def _about_the_whole(found: Deviation) -> InputError:
    hint = text("Mend it and run the command again. Nothing was sent.")
    if found.severity is Severity.NEEDS_REASON:
        hint = text("Mend it, or say with --reason why it is right all the same. Nothing was sent.")
    return InputError(title=text("The mailing cannot be sent like this."), message=found.text, hint=hint)

"""The check step: everything is compared before anything is sent, and the person settles what was found."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from desktop_app.base.texts import Text, plural, text
from desktop_app.base.work import WorkContext
from desktop_app.mailing.errors import UnknownMailing
from desktop_app.mailing.plan import Deviation, Examiner, MailingPlan, Pair
from desktop_app.wizards.assignment import Assignment
from desktop_app.wizards.derived import Derived, fingerprint
from desktop_app.wizards.draft import AttachmentManner, Draft, LetterManner, StepKey
from desktop_app.wizards.ledger_options import options_of, prints
from desktop_app.wizards.letters_step import assignment_mark
from desktop_app.wizards.parts import WizardParts
from desktop_app.wizards.right_letter_examiner import RightLetterExaminer
from desktop_app.wizards.steps import PlainStep, Problem, StepWork

AssignmentOf = Callable[[Draft], Assignment | None]


class CheckStep(PlainStep):
    """Keeps the plan, which is the result of the last check with what was settled since.

    What was settled (left out, accepted) is kept by the ledger, with the mailing that the first check makes.
    """

    key = StepKey.CHECK
    title = text("Check")

    def __init__(self, parts: WizardParts, assignment_of: AssignmentOf) -> None:
        self._parts = parts
        self._assignment_of = assignment_of
        self._plan: Derived[MailingPlan] = Derived()
        self._letters_in_ledger = ""

    def plan(self, draft: Draft) -> MailingPlan | None:
        """The plan for these answers, or None while they have not been checked."""
        return self._plan.get(check_mark(draft)) if draft.mailing_id is not None else None

    def problems(self, draft: Draft) -> list[Problem]:
        """What still needs the person."""
        plan = self.plan(draft)
        if plan is None:
            return []
        if plan.letters == 0:
            return [Problem(text("Nobody is left to send to."))]
        needed = plan.stopping + plan.needing_reason
        if needed == 0:
            return []
        return [
            Problem(plural("{count} thing needs you first.", "{count} things need you first.", count=needed))
        ]

    def preparation(self, draft: Draft) -> StepWork | None:
        """Making the mailing in the ledger, then checking it."""
        assignment = self._assignment_of(draft)
        if assignment is None or self.plan(draft) is not None:
            return None
        if draft.mailing_id is None:
            return self._making(draft)
        return self._checking(draft, draft.mailing_id, assignment)

    def passed(self, draft: Draft) -> Draft:
        """Remember which plan was gone on with."""
        plan = self.plan(draft)
        revision = plan.revision if plan is not None else 0
        return replace(draft, check=replace(draft.check, passed_revision=revision))

    # What the page shows. These read the ledger, so they are for a background thread.

    def deviations(self, mailing_id: int, offset: int = 0, limit: int = 200) -> list[Deviation]:
        """What still needs the person, those about the whole mailing first."""
        return self._parts.mailing.deviations(mailing_id, offset, limit)

    def pairs(self, mailing_id: int, offset: int, limit: int) -> list[Pair]:
        """Persons beside their letters, in the order of the list."""
        return self._parts.mailing.pairs(mailing_id, offset, limit)

    def pair(self, mailing_id: int, letter_id: int) -> Pair | None:
        """The pair of one letter."""
        return self._parts.mailing.pair(mailing_id, letter_id)

    def sample(self, mailing_id: int, count: int, seed: int) -> list[Pair]:
        """Some pairs picked at random."""
        return self._parts.mailing.sample_pairs(mailing_id, count, seed)

    # What the person does about what was found: work for `Flow.act`.

    def leaving_out(self, draft: Draft, customer_ids: Iterable[str]) -> StepWork:
        """Leave people out of the mailing."""
        chosen = tuple(customer_ids)
        return self._settling(
            draft, text("Leaving out"), lambda service, mailing: service.leave_out(mailing, chosen)
        )

    def accepting(self, draft: Draft, keys: Iterable[str], reason: str) -> StepWork:
        """Find deviations to be right, with the person's reason."""
        chosen = tuple(keys)
        return self._settling(
            draft,
            text("Keeping the reason"),
            lambda service, mailing: service.accept(mailing, chosen, reason),
        )

    def taking_back_in(self, draft: Draft, customer_ids: Iterable[str]) -> StepWork:
        """Put people back who were left out. They have to be checked again."""
        chosen, mailing_id = tuple(customer_ids), _mailing_of(draft)

        def keep(kept: Draft, _result: None) -> Draft:
            self._plan.forget()
            return kept

        return StepWork(
            self.key,
            text("Putting back in"),
            f"take-back:{chosen}",
            lambda _context: self._parts.mailing.take_back_in(mailing_id, chosen),
            keep,
            lane=None,
        )

    def choose_document(self, draft: Draft, customer_id: str, path: str) -> Draft:
        """The draft with another file for one recipient. It is checked again by itself."""
        replacements = {**draft.letters.replacements, customer_id: path}
        return replace(draft, letters=replace(draft.letters, replacements=replacements))

    def check_again(self) -> None:
        """Have everything checked anew, because somebody was mended in the register or a file was changed."""
        self._plan.forget()

    def note_pairs_seen(self, draft: Draft, count: int) -> Draft:
        """The draft with how many pairs the person has looked at for this plan."""
        return replace(draft, check=replace(draft.check, pairs_seen=count, pairs_seen_of=check_mark(draft)))

    # Inside

    def _making(self, draft: Draft) -> StepWork:
        def keep(kept: Draft, mailing_id: int) -> Draft:
            return replace(kept, mailing_id=mailing_id)

        return StepWork(
            self.key,
            text("Checking"),
            f"make:{draft.id}",
            lambda _context: self._parts.mailing.create(options_of(draft)),
            keep,
            lane=None,
        )

    def _checking(self, draft: Draft, mailing_id: int, assignment: Assignment) -> StepWork:
        mark = check_mark(draft)

        def keep(kept: Draft, plan: MailingPlan) -> Draft:
            self._plan.put(mark, plan)
            return replace(kept, mailing_id=plan.mailing_id)

        return StepWork(
            self.key,
            text("Checking"),
            mark,
            lambda context: self._check(draft, mailing_id, assignment, context),
            keep,
        )

    def _check(
        self, draft: Draft, mailing_id: int, assignment: Assignment, context: WorkContext
    ) -> MailingPlan:
        service = self._parts.mailing
        mailing_id = self._with_options(draft, mailing_id)
        letters_mark = f"{mailing_id}:{assignment_mark(draft)}"
        if self._letters_in_ledger != letters_mark:
            service.set_letters(mailing_id, assignment.letters, context)
            self._letters_in_ledger = letters_mark
        return service.check(mailing_id, context, self._examiners(draft))

    def _with_options(self, draft: Draft, mailing_id: int) -> int:
        """The mailing with the newest options; made anew when somebody has thrown it away meanwhile."""
        service = self._parts.mailing
        try:
            service.change_options(mailing_id, options_of(draft))
        except UnknownMailing:
            return service.create(options_of(draft))
        return mailing_id

    def _examiners(self, draft: Draft) -> Sequence[Examiner]:
        same_for_all = (
            draft.letters.manner is LetterManner.ONE_FOR_ALL
            and not draft.letters.replacements
            and draft.attachments.manner is AttachmentManner.NONE
        )
        right_letter = RightLetterExaminer(self._parts.texts, one_for_all=same_for_all)
        return (right_letter, *self._parts.examiners(prints(draft)))

    def _settling(self, draft: Draft, name: Text, act: Callable[[Any, int], None]) -> StepWork:
        mailing_id, mark, service = _mailing_of(draft), check_mark(draft), self._parts.mailing

        def run(_context: WorkContext) -> MailingPlan:
            act(service, mailing_id)
            return service.plan(mailing_id)

        def keep(kept: Draft, plan: MailingPlan) -> Draft:
            self._plan.put(mark, plan)
            return kept

        return StepWork(self.key, name, f"settle:{mark}", run, keep, lane=None)


def check_mark(draft: Draft) -> str:
    """Changes when anything does that the check looks at."""
    message, invoice, printing, job = draft.message, draft.invoice, draft.printing, draft.job
    options = (draft.options, draft.recipients.only_known_users, draft.attachments)
    return fingerprint(assignment_mark(draft), message, invoice, printing, job, *options)


def pairs_seen(draft: Draft) -> int:
    """How many pairs the person has looked at since anything that matters changed."""
    return draft.check.pairs_seen if draft.check.pairs_seen_of == check_mark(draft) else 0


def _mailing_of(draft: Draft) -> int:
    if draft.mailing_id is None:
        raise ValueError("nothing has been checked yet")
    return draft.mailing_id

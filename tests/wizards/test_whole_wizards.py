"""Each pattern's wizard from the first answer to the last receipt, without a window."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.mailing.letters import LetterQuery
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.plan import Code
from desktop_app.wizards.draft import (
    Draft,
    FileChoice,
    JobChoice,
    LetterManner,
    LettersChoice,
    MatchBy,
    MessageChoice,
    PatternOptions,
    PrintChoice,
    RecipientsChoice,
    RecipientSource,
    StepKey,
)
from desktop_app.wizards.patterns import MailingWizard
from desktop_app.wizards.session import WizardSession
from tests.helpers.wizard_world import (
    PEOPLE,
    AtOnce,
    WizardWorld,
    wizard_world,
    write_letters,
    write_people,
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[WizardWorld]:
    with wizard_world(tmp_path) as opened:
        yield opened


class Run:
    """One wizard in the hands of a person who answers quickly."""

    def __init__(self, world: WizardWorld, pattern: Pattern, variant: PatternOptions | None = None) -> None:
        self.world = world
        self.wizard: MailingWizard
        self.session: WizardSession
        self.runner: AtOnce
        self.wizard, self.session, self.runner = world.open(world.wizards.begin(pattern, variant))

    @property
    def draft(self) -> Draft:
        return self.wizard.flow.draft

    def answer(self, **changes: object) -> None:
        self.wizard.flow.change(replace(self.draft, **changes))  # type: ignore[arg-type]

    def next(self) -> None:
        page = self.wizard.flow.page()
        assert page.can_go_next, (self.wizard.flow.current, str(page.why_not), self.runner.failures)
        self.session.press_next()

    def why_not(self) -> str:
        return str(self.wizard.flow.page().why_not)

    def take_file(self, path: Path) -> None:
        self.answer(recipients=RecipientsChoice(RecipientSource.FILE, file=FileChoice(str(path))))

    def take_letters(self, folder: Path) -> None:
        self.answer(
            letters=LettersChoice(LetterManner.BY_COLUMN, folder=str(folder)),
            message=MessageChoice(subject="Fee for {first_name}"),
            job=JobChoice(name="Annual fee"),
        )

    def confirm(self, count: int) -> None:
        self.answer(confirmed_count=str(count))
        self.next()


def outcomes(world: WizardWorld, mailing_id: int) -> dict[str, str]:
    letters = world.services.mailing.letters(LetterQuery(mailing_id=mailing_id))
    return {letter.customer_id: letter.outcome.value for letter in letters}


def up_to_check(world: WizardWorld, tmp_path: Path, pattern: Pattern = Pattern.SPLIT_FIRST) -> Run:
    run = Run(world, pattern)
    run.take_file(write_people(tmp_path / "people.csv"))
    run.next()
    run.take_letters(write_letters(tmp_path / "letters"))
    run.next()
    return run


def test_look_up_then_send_reaches_each_user_once(world: WizardWorld, tmp_path: Path) -> None:
    run = up_to_check(world, tmp_path)
    run.next()
    assert str(run.wizard.flow.page().next_label) == "Send 5 letters"
    assert run.why_not() == "Type the number of letters, 5, to send them."
    run.confirm(5)
    assert run.wizard.flow.current is StepKey.FOLLOW
    detail = world.finished(run.draft.mailing_id)
    assert (detail.mailing.digital, detail.mailing.remainder) == (3, 2)
    assert outcomes(world, detail.mailing.id) == {
        "K0001": "digital",
        "K0002": "digital",
        "K0003": "digital",
        "K0007": "remainder",
        "K0009": "remainder",
    }
    delivered = world.sandbox.ledger.deliveries()
    assert sorted(one.customer_id for one in delivered) == ["K0001", "K0002", "K0003"]


def test_send_to_all_reaches_each_user_once(world: WizardWorld, tmp_path: Path) -> None:
    run = up_to_check(world, tmp_path, Pattern.MAILING_ONLY)
    run.next()
    run.confirm(5)
    detail = world.finished(run.draft.mailing_id)
    assert (detail.mailing.digital, detail.mailing.remainder) == (3, 2)


def test_from_the_register_sends_to_whom_the_filter_finds(world: WizardWorld, tmp_path: Path) -> None:
    first = up_to_check(world, tmp_path)
    first.next()
    first.confirm(5)
    run = Run(world, Pattern.FROM_REGISTER)
    assert run.draft.recipients.source is RecipientSource.REGISTER
    assert len(run.wizard.recipients.recipients(run.draft).rows) == 5  # type: ignore[union-attr]
    run.next()
    letters = write_letters(tmp_path / "more")
    run.answer(
        letters=LettersChoice(LetterManner.BY_FILE_NAME, folder=str(letters), match_by=MatchBy.CUSTOMER_ID),
        message=MessageChoice(subject="Another letter"),
        job=JobChoice(name="Another"),
    )
    run.next()
    check = run.wizard.check
    assert run.draft.mailing_id is not None
    already = [found for found in check.deviations(run.draft.mailing_id) if found.code is Code.ALREADY_SENT]
    assert len(already) == 3
    assert run.why_not() == "3 things need you first."
    run.session.act(check.accepting(run.draft, [found.key for found in already], "the same paper, new text"))
    run.next()
    run.confirm(5)
    detail = world.finished(run.draft.mailing_id)
    assert (detail.mailing.digital, detail.mailing.remainder) == (3, 2)


def test_with_print_reaches_those_without_digipost_on_paper(world: WizardWorld, tmp_path: Path) -> None:
    run = Run(world, Pattern.WITH_PRINT)
    run.take_file(write_people(tmp_path / "people.csv"))
    run.next()
    run.take_letters(write_letters(tmp_path / "letters"))
    run.next()
    assert run.wizard.flow.current is StepKey.PRINT
    assert "Say who gets" in run.why_not()
    run.answer(
        printing=PrintChoice(
            return_name="Foreningen",
            return_address1="Storgata 1",
            return_postcode="9008",
            return_city="Tromsø",
        )
    )
    run.next()
    run.next()
    run.confirm(5)
    detail = world.finished(run.draft.mailing_id)
    assert detail.mailing.digital == 3
    assert detail.mailing.printed >= 1
    assert detail.mailing.digital + detail.mailing.printed + detail.mailing.remainder == 5


def test_ones_own_way_shows_the_print_step_only_when_it_prints(world: WizardWorld, tmp_path: Path) -> None:
    run = Run(world, Pattern.OWN, PatternOptions(lookup_first=True, print_fallback=False))
    assert run.wizard.flow.current is StepKey.PATTERN
    assert StepKey.PRINT not in run.wizard.flow.order
    run.answer(options=PatternOptions(lookup_first=True, print_fallback=True))
    assert StepKey.PRINT in run.wizard.flow.order
    run.answer(options=PatternOptions(lookup_first=True, print_fallback=False))
    run.next()
    run.take_file(write_people(tmp_path / "people.csv"))
    run.next()
    run.take_letters(write_letters(tmp_path / "letters"))
    run.next()
    run.next()
    run.confirm(5)
    assert world.finished(run.draft.mailing_id).mailing.digital == 3


def test_a_letter_that_names_another_recipient_stops_with_that_pair(
    world: WizardWorld, tmp_path: Path
) -> None:
    run = Run(world, Pattern.SPLIT_FIRST)
    run.take_file(write_people(tmp_path / "people.csv"))
    run.next()
    letters = write_letters(tmp_path / "letters")
    (letters / "K0001.pdf").rename(letters / "x.pdf")
    (letters / "K0002.pdf").rename(letters / "K0001.pdf")
    (letters / "x.pdf").rename(letters / "K0002.pdf")
    run.take_letters(letters)
    run.next()
    assert run.draft.mailing_id is not None
    found = run.wizard.check.deviations(run.draft.mailing_id)
    assert [(one.customer_id, str(one.text)) for one in found] == [
        ("K0001", "The letter does not name Åse Ødegård. It names another recipient: Kåre Løvås."),
        ("K0002", "The letter does not name Kåre Løvås. It names another recipient: Åse Ødegård."),
    ]
    assert found[0].letter_id is not None
    pair = run.wizard.check.pair(run.draft.mailing_id, found[0].letter_id)
    assert pair is not None
    assert (pair.name, pair.document and pair.document.name) == ("Åse Ødegård", "K0001.pdf")
    assert not run.wizard.flow.page().can_go_next
    run.wizard.flow.change(run.wizard.check.choose_document(run.draft, "K0001", str(letters / "K0002.pdf")))
    run.wizard.flow.change(run.wizard.check.choose_document(run.draft, "K0002", str(letters / "K0001.pdf")))
    run.next()
    run.confirm(5)
    assert world.finished(run.draft.mailing_id).mailing.digital == 3


def test_whoever_is_left_out_gets_nothing_and_is_not_counted(world: WizardWorld, tmp_path: Path) -> None:
    run = up_to_check(world, tmp_path)
    run.session.act(run.wizard.check.leaving_out(run.draft, ["K0002"]))
    run.next()
    run.confirm(4)
    detail = world.finished(run.draft.mailing_id)
    assert (detail.mailing.letters, detail.mailing.digital) == (4, 2)
    assert "K0002" not in [one.customer_id for one in world.sandbox.ledger.deliveries()]


def test_taking_somebody_back_in_checks_again(world: WizardWorld, tmp_path: Path) -> None:
    run = up_to_check(world, tmp_path)
    run.session.act(run.wizard.check.leaving_out(run.draft, ["K0002"]))
    run.session.act(run.wizard.check.taking_back_in(run.draft, ["K0002"]))
    plan = run.wizard.check.plan(run.draft)
    assert plan is not None
    assert (plan.letters, plan.left_out) == (5, 0)


def test_a_wrong_number_does_not_send(world: WizardWorld, tmp_path: Path) -> None:
    run = up_to_check(world, tmp_path)
    run.next()
    run.answer(confirmed_count="4")
    assert run.why_not() == "This mailing has 5 letters. Type that number to send them."
    run.session.press_next()
    assert run.wizard.flow.current is StepKey.SEND
    assert world.sandbox.ledger.deliveries() == []


def test_changing_recipients_after_the_check_has_everything_checked_again(
    world: WizardWorld, tmp_path: Path
) -> None:
    run = up_to_check(world, tmp_path)
    run.next()
    run.answer(confirmed_count="5")
    run.wizard.flow.open(StepKey.RECIPIENTS)
    run.take_file(write_people(tmp_path / "fewer.csv", PEOPLE[:2]))
    assert not run.wizard.flow.can_open(StepKey.SEND)
    run.next()
    run.next()
    plan = run.wizard.check.plan(run.draft)
    assert plan is not None
    assert plan.letters == 2
    run.next()
    assert run.why_not() == "This mailing has 2 letters. Type that number to send them."


def test_a_letter_written_over_after_the_check_stops_the_confirmation(
    world: WizardWorld, tmp_path: Path
) -> None:
    run = up_to_check(world, tmp_path)
    run.next()
    run.answer(confirmed_count="5")
    with (tmp_path / "letters" / "K0001.pdf").open("r+b") as stream:
        stream.seek(0, 2)
        stream.write(b"% changed")
    run.session.press_next()
    assert run.wizard.flow.current is StepKey.SEND
    failure = run.wizard.flow.page().failure
    assert failure is not None
    assert "K0001.pdf" in str(failure)
    assert world.sandbox.ledger.deliveries() == []


def test_a_letter_exchanged_after_the_check_has_to_be_looked_at(world: WizardWorld, tmp_path: Path) -> None:
    run = up_to_check(world, tmp_path)
    run.next()
    run.answer(confirmed_count="5")
    (tmp_path / "letters" / "K0001.pdf").rename(tmp_path / "old.pdf")
    (tmp_path / "letters" / "K0002.pdf").rename(tmp_path / "letters" / "K0001.pdf")
    run.session.press_next()
    assert run.wizard.flow.current is StepKey.SEND
    assert "2 things need you" in run.why_not()
    assert world.sandbox.ledger.deliveries() == []


def test_whatever_is_checked_again_has_to_be_looked_at_again(world: WizardWorld, tmp_path: Path) -> None:
    run = up_to_check(world, tmp_path)
    run.next()
    run.answer(confirmed_count="5")
    run.answer(job=JobChoice(name="Renamed"))
    assert "checked again" in run.why_not()
    run.wizard.flow.go_back()
    run.next()
    assert run.wizard.flow.page().can_go_next


def test_a_closed_wizard_goes_on_where_it_was(world: WizardWorld, tmp_path: Path) -> None:
    run = up_to_check(world, tmp_path)
    run.session.act(run.wizard.check.leaving_out(run.draft, ["K0002"]))
    run.session.close()
    (waiting,) = world.services.drafts.waiting()
    wizard, session, _runner = world.open(world.wizards.resume(waiting.id))
    assert wizard.flow.current is StepKey.CHECK
    plan = wizard.check.plan(wizard.flow.draft)
    assert plan is not None
    assert (plan.letters, plan.left_out) == (4, 1)
    session.press_next()
    assert wizard.flow.current.value == "send"
    wizard.flow.change(replace(wizard.flow.draft, confirmed_count="4"))
    session.press_next()
    assert world.finished(wizard.flow.draft.mailing_id).mailing.digital == 2
    assert world.services.drafts.waiting() == ()


def test_what_was_mended_in_the_register_stays_mended_when_the_wizard_is_opened_again(
    world: WizardWorld, tmp_path: Path
) -> None:
    run = up_to_check(world, tmp_path)
    register = world.services.register
    person = register.by_customer_id("K0001")
    assert person is not None
    register.save(replace(person, address1="Mended street 9"))
    run.session.close()
    wizard, _session, _runner = world.open(world.wizards.resume(run.draft.id))
    assert wizard.check.plan(wizard.flow.draft) is not None
    again = register.by_customer_id("K0001")
    assert again is not None
    assert again.address1 == "Mended street 9"


def test_a_draft_whose_mailing_was_confirmed_is_not_offered_as_a_draft(
    world: WizardWorld, tmp_path: Path
) -> None:
    run = up_to_check(world, tmp_path)
    before_confirming = run.draft
    run.next()
    run.confirm(5)
    world.services.drafts.save(before_confirming)  # as if the program had died before the draft was saved
    wizard, _session, _runner = world.open(world.wizards.resume(before_confirming.id))
    assert wizard.flow.sent
    assert wizard.flow.current is StepKey.FOLLOW


def test_a_mailing_thrown_away_meanwhile_is_made_anew(world: WizardWorld, tmp_path: Path) -> None:
    run = up_to_check(world, tmp_path)
    first = run.draft.mailing_id
    assert first is not None
    world.services.mailing.discard(first)
    run.answer(job=JobChoice(name="Renamed"))
    assert run.draft.mailing_id is not None
    assert run.wizard.flow.page().can_go_next


def test_rows_that_cannot_be_used_must_be_left_out_knowingly(world: WizardWorld, tmp_path: Path) -> None:
    path = write_people(tmp_path / "people.csv")
    with path.open("a", encoding="utf-8") as stream:
        stream.write("K0001;Twice;Storgata 1;9008;Tromsø;K0001.pdf\n")
    run = Run(world, Pattern.SPLIT_FIRST)
    run.take_file(path)
    assert run.why_not() == "1 row cannot be used. Mend it in the file, or go on without it."
    preview = run.wizard.recipients.preview(run.draft)
    assert preview is not None
    choice = replace(run.draft.recipients.file, without_rejected=preview.made_from)
    run.answer(recipients=replace(run.draft.recipients, file=choice))
    run.next()
    found = run.wizard.recipients.recipients(run.draft)
    assert found is not None
    assert len(found.rows) == 5


def test_a_file_that_is_no_list_is_refused_in_words(world: WizardWorld, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    run = Run(world, Pattern.SPLIT_FIRST)
    run.take_file(path)
    assert run.wizard.flow.page().failure is not None
    assert not run.wizard.flow.page().can_go_next


def test_an_empty_register_says_what_to_do(world: WizardWorld) -> None:
    run = Run(world, Pattern.FROM_REGISTER)
    assert run.why_not() == "There is nobody in the register yet. Read a file with recipients."

"""The whole wizard “look up, then send”, clicked from its card to the last receipt."""

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop_app.mailing.letters import LetterQuery
from desktop_app.ui.wizards.check_page import CheckPage
from desktop_app.ui.wizards.follow_page import FollowPage
from desktop_app.ui.wizards.letters_page import LettersPage
from desktop_app.ui.wizards.recipients_page import RecipientsPage
from desktop_app.ui.wizards.send_page import SendPage
from desktop_app.wizards.check_step import pairs_seen
from tests.helpers.wizard_world import write_letters, write_people
from tests.ui.wizards.conftest import Hand

P = TypeVar("P", bound=QWidget)


def the(kind: type[P], hand: Hand) -> P:
    page = hand.page
    assert isinstance(page, kind)
    return page


def choose_people(hand: Hand, path: Path) -> None:
    recipients = the(RecipientsPage, hand)
    hand.tick(recipients.source.button("file"))
    recipients.file.picker.choose(str(path))


def choose_letters(hand: Hand, folder: Path, by: str = "by-column") -> None:
    letters = the(LettersPage, hand)
    hand.tick(letters.main.manner.button(by))
    letters.main.folder.choose(str(folder))
    hand.type(letters.message.subject, "Your fee, ")
    letters.message.insert.menu().actions()[1].trigger()


def go_to_check(hand: Hand, tmp_path: Path) -> CheckPage:
    hand.open("split-first")
    choose_people(hand, write_people(tmp_path / "people.csv"))
    hand.next()
    choose_letters(hand, write_letters(tmp_path / "letters"))
    hand.next()
    page = the(CheckPage, hand)
    hand.until(lambda: hand.view.flow_page.can_go_next)
    return page


def test_the_whole_wizard_clicked_to_the_last_receipt(hand: Hand, tmp_path: Path) -> None:
    check = go_to_check(hand, tmp_path)
    hand.until(lambda: check.pairs.view.picture.is_drawn)
    assert check.pairs.pair is not None
    assert check.pairs.pair.name == "Åse Ødegård"
    assert check.pairs.pair.subject == "Your fee, Åse"
    hand.click(check.pairs.next)
    hand.until(lambda: check.pairs.pair is not None and check.pairs.pair.name == "Kåre Løvås")
    assert pairs_seen(hand.view.wizard_context.draft) == 2

    hand.next()
    send = the(SendPage, hand)
    assert not hand.view.next_button.isEnabled()
    assert hand.view.why_not.text() == "Type the number of letters, 5, to send them."
    hand.type(send.count, "5")
    assert hand.view.next_button.text() == "Send 5 letters"
    hand.next()

    follow = the(FollowPage, hand)
    hand.until(lambda: follow.view is not None and follow.view.finished)
    assert follow.view is not None
    assert (follow.view.digital, follow.view.remainder) == (3, 2)
    assert follow.figures.accessibleName() == "3 digitally · 2 not reached"
    delivered = hand.world.sandbox.ledger.deliveries()
    assert sorted(one.customer_id for one in delivered) == ["K0001", "K0002", "K0003"]

    hand.click(hand.view.next_button)
    assert hand.window.page().isVisible()
    letters = hand.world.services.mailing.count_letters(LetterQuery(search="Åse"))
    assert letters == 1


def test_next_says_why_it_cannot_be_pressed_at_each_step(hand: Hand, tmp_path: Path) -> None:
    hand.open("split-first")
    assert hand.view.why_not.text() == "Choose where the recipients come from."
    recipients = the(RecipientsPage, hand)
    hand.tick(recipients.source.button("file"))
    assert hand.view.why_not.text() == "Choose the file with the recipients."
    recipients.file.picker.choose(str(write_people(tmp_path / "people.csv")))
    hand.next()
    assert hand.view.why_not.text() == "Choose whether all get the same letter or each their own."
    assert not hand.view.next_button.isEnabled()


def test_enter_goes_on(hand: Hand, tmp_path: Path) -> None:
    hand.open("split-first")
    choose_people(hand, write_people(tmp_path / "people.csv"))
    hand.until(hand.view.next_button.isEnabled)
    QTest.keyClick(hand.view, Qt.Key.Key_Return)
    hand.until(lambda: hand.step == "letters")


def test_back_and_the_stepper_keep_every_answer(hand: Hand, tmp_path: Path) -> None:
    hand.open("split-first")
    choose_people(hand, write_people(tmp_path / "people.csv"))
    hand.next()
    choose_letters(hand, write_letters(tmp_path / "letters"))
    hand.click(hand.view.back_button)
    assert hand.step == "recipients"
    assert the(RecipientsPage, hand).file.picker.path().endswith("people.csv")
    hand.view.stepper.chosen.emit("letters")
    assert hand.step == "letters"
    assert hand.view.wizard_context.draft.message.subject == "Your fee, {first_name}"
    assert the(LettersPage, hand).message.subject.text() == "Your fee, {First name}"


def test_the_mailings_name_follows_the_subject_until_it_has_its_own(hand: Hand, tmp_path: Path) -> None:
    hand.open("split-first")
    choose_people(hand, write_people(tmp_path / "people.csv"))
    hand.next()
    letters = the(LettersPage, hand)
    hand.type(letters.message.subject, "Fee")
    assert letters.message.name.text() == "Fee"
    hand.type(letters.message.name, "My fee")
    hand.type(letters.message.subject, "Fee 2027")
    assert letters.message.name.text() == "My fee"
    assert hand.view.stepper.title.text() == "My fee"

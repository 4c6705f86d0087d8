"""What the check page shows and lets a person do."""

from pathlib import Path

import pytest

from desktop_app.ui.theme import Tone
from desktop_app.ui.wizards import deviation_view
from desktop_app.ui.wizards.check_page import CheckPage
from desktop_app.ui.wizards.letters_page import LettersPage
from desktop_app.ui.wizards.mend_dialog import MendDialog
from desktop_app.ui.wizards.print_page import PrintPage
from tests.helpers.pdfs import make_letter_pdf
from tests.helpers.wizard_world import PEOPLE, Somebody, write_letters, write_people
from tests.ui.wizards.conftest import Hand
from tests.ui.wizards.test_split_first import choose_letters, choose_people, the


def swap(folder: Path, one: str, other: str) -> None:
    first, second = folder / f"{one}.pdf", folder / f"{other}.pdf"
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)


def go_to_check(hand: Hand, tmp_path: Path, people: Path, folder: Path) -> CheckPage:
    hand.open("split-first")
    choose_people(hand, people)
    hand.next()
    choose_letters(hand, folder)
    hand.next()
    page = the(CheckPage, hand)
    hand.until(page.show_deviations.isEnabled)
    return page


@pytest.fixture
def swapped(hand: Hand, tmp_path: Path) -> CheckPage:
    """A mailing in which two letters were swapped."""
    folder = write_letters(tmp_path / "letters")
    swap(folder, "K0001", "K0002")
    page = go_to_check(hand, tmp_path, write_people(tmp_path / "people.csv"), folder)
    hand.until(lambda: page.deviations.deviation is not None)
    return page


def test_a_swapped_letter_is_shown_beside_its_person_with_the_other_name_marked(
    hand: Hand, swapped: CheckPage
) -> None:
    view = swapped.deviations
    assert view.words() == "The letter does not name Åse Ødegård. It names another recipient: Kåre Løvås."
    hand.until(lambda: view.pair_view.picture.is_drawn)
    assert view.pair_view.pair is not None
    assert view.pair_view.pair.name == "Åse Ødegård"
    assert [tone for _place, tone in view.pair_view.picture.sheet.marks] == [Tone.PROBLEM]
    assert not hand.view.next_button.isEnabled()
    assert "accept" not in view.buttons


def test_leaving_somebody_out_needs_nobody_any_more(hand: Hand, swapped: CheckPage) -> None:
    hand.click(swapped.deviations.buttons["leave-out"])
    hand.until(
        lambda: (
            swapped.deviations.deviation is not None and swapped.deviations.deviation.customer_id == "K0002"
        )
    )
    hand.click(swapped.deviations.buttons["leave-out"])
    hand.until(lambda: hand.view.flow_page.can_go_next)
    assert "2 left out" in swapped.figures.accessibleName()


def test_who_was_left_out_is_taken_back_in_beside_their_letter_and_checked_again(
    hand: Hand, swapped: CheckPage
) -> None:
    pairs = swapped.pairs
    hand.click(swapped.deviations.buttons["leave-out"])
    hand.until(lambda: "1 left out" in swapped.figures.accessibleName())
    hand.click(swapped.show_pairs)
    hand.until(lambda: pairs.pair is not None and pairs.pair.left_out and pairs.take_back.isVisible())
    hand.click(pairs.take_back)
    hand.until(lambda: pairs.pair is not None and not pairs.pair.left_out and swapped.show_pairs.isEnabled())
    assert not pairs.take_back.isVisible()
    assert "left out" not in swapped.figures.accessibleName()
    assert swapped.show_deviations.text() == "Needs you (2)"
    assert not hand.view.flow_page.can_go_next


def test_leaving_all_like_this_out_asks_first(
    hand: Hand, swapped: CheckPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deviation_view, "confirm", lambda *_asked: False)
    hand.click(swapped.deviations.buttons["leave-out-all"])
    assert swapped.deviations.deviation is not None
    monkeypatch.setattr(deviation_view, "confirm", lambda *_asked: True)
    hand.click(swapped.deviations.buttons["leave-out-all"])
    hand.until(lambda: hand.view.flow_page.can_go_next)


def test_another_file_is_checked_again_by_itself(hand: Hand, swapped: CheckPage, tmp_path: Path) -> None:
    first = swapped.deviations.deviation
    assert first is not None
    swapped.deviations.choose_document(first, str(tmp_path / "letters" / "K0002.pdf"))
    hand.until(
        lambda: (
            swapped.deviations.deviation is not None and swapped.deviations.deviation.customer_id == "K0002"
        )
    )


def test_the_same_letter_again_needs_a_reason(
    hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [Somebody("K0001", "Åse Ødegård"), Somebody("K0002", "Kåre Løvås"), *PEOPLE[2:]]
    folder = write_letters(tmp_path / "letters", both)
    write_letters(folder, [Somebody("K0001", "Åse Ødegård", street="with Kåre Løvås")])
    page = go_to_check(hand, tmp_path, write_people(tmp_path / "people.csv"), folder)
    hand.until(lambda: page.deviations.deviation is not None)
    assert page.deviations.words() == "The letter mentions another recipient too: Kåre Løvås."
    monkeypatch.setattr(deviation_view, "ask_for_reason", lambda *_asked: "they share a flat")
    hand.click(page.deviations.buttons["accept"])
    hand.until(lambda: hand.view.flow_page.can_go_next)


def test_pairs_can_be_stepped_through_and_counted_once(hand: Hand, tmp_path: Path) -> None:
    page = go_to_check(
        hand, tmp_path, write_people(tmp_path / "people.csv"), write_letters(tmp_path / "letters")
    )
    hand.until(lambda: page.pairs.pair is not None)
    assert not page.pairs.previous.isEnabled()
    for name in ("Kåre Løvås", "Nina Tall", "Ola Bakken", "Per Strøm"):
        hand.click(page.pairs.next)
        hand.until(lambda name=name: page.pairs.pair is not None and page.pairs.pair.name == name)  # type: ignore[misc]
    assert not page.pairs.next.isEnabled()
    hand.click(page.pairs.previous)
    assert hand.view.wizard_context.draft.check.pairs_seen == 5


def test_mending_a_person_saves_and_checks_again(hand: Hand, tmp_path: Path) -> None:
    people = write_people(
        tmp_path / "people.csv", [Somebody("K0001", "Åse Ødegård", "", "", ""), *PEOPLE[1:]]
    )
    page = go_to_check(hand, tmp_path, people, write_letters(tmp_path / "letters"))
    hand.until(lambda: page.deviations.deviation is not None)
    assert page.deviations.deviation is not None
    assert page.deviations.deviation.customer_id == "K0001"
    hand.click(page.deviations.buttons["mend"])
    dialog = hand.window.findChild(MendDialog)
    assert dialog is not None
    hand.until(dialog.save_button.isEnabled)
    assert dialog.edits["national_id"].hasFocus() or dialog.edits["address1"].hasFocus()
    for name, words in (("address1", "Storgata 1"), ("postcode", "9008"), ("city", "Tromsø")):
        hand.type(dialog.edits[name], words)
    hand.click(dialog.save_button)
    hand.until(lambda: page.deviations.deviation is None)
    saved = hand.world.services.register.by_customer_id("K0001")
    assert saved is not None
    assert saved.postcode == "9008"


def test_what_a_person_types_wrongly_is_said_under_the_field(hand: Hand, tmp_path: Path) -> None:
    people = write_people(
        tmp_path / "people.csv", [Somebody("K0001", "Åse Ødegård", "", "", ""), *PEOPLE[1:]]
    )
    page = go_to_check(hand, tmp_path, people, write_letters(tmp_path / "letters"))
    hand.until(lambda: page.deviations.deviation is not None)
    hand.click(page.deviations.buttons["mend"])
    dialog = hand.window.findChild(MendDialog)
    assert dialog is not None
    hand.until(dialog.save_button.isEnabled)
    hand.type(dialog.edits["birth_date"], "17. mai")
    hand.click(dialog.save_button)
    assert "This is not a date" in dialog.edits["birth_date"].accessibleDescription()
    hand.type(dialog.edits["birth_date"], "1980-05-17")
    hand.type(dialog.edits["national_id"], "123")
    hand.click(dialog.save_button)
    hand.until(lambda: "11 digits" in dialog.edits["national_id"].accessibleDescription())
    dialog.reject()


def print_everything(hand: Hand, people: Path, letter: Path) -> CheckPage:
    """A mailing with print, the same letter for everybody, up to its check."""
    hand.open("with-print")
    choose_people(hand, people)
    hand.next()
    letters = the(LettersPage, hand)
    hand.tick(letters.main.manner.button("one-for-all"))
    letters.main.file.choose(str(letter))
    hand.type(letters.message.subject, "Fee")
    hand.next()
    printing = the(PrintPage, hand)
    for name, words in (
        ("return_name", "Foreningen"),
        ("return_address1", "Storgata 1"),
        ("return_postcode", "9008"),
        ("return_city", "Tromsø"),
    ):
        hand.type(printing.edits[name], words)
    hand.next()
    page = the(CheckPage, hand)
    hand.until(page.show_deviations.isEnabled)
    return page


def test_a_letter_that_cannot_be_printed_is_corrected_with_one_click(hand: Hand, tmp_path: Path) -> None:
    letter = make_letter_pdf(tmp_path / "all.pdf", ["Dear member"] * 15, margin=5.0)
    before = letter.read_bytes()
    page = print_everything(hand, write_people(tmp_path / "people.csv", documents=False), letter)
    hand.until(lambda: page.deviations.deviation is not None)
    assert "bar code" in page.deviations.words()
    hand.click(page.deviations.buttons["correct-all"])
    hand.until(lambda: page.deviations.deviation is None and hand.view.flow_page.can_go_next)
    copies = hand.world.services.folder.documents
    pair = hand.world.services.mailing.pairs(hand.view.wizard_context.draft.mailing_id or 0)[0]
    assert pair.document is not None
    assert pair.document.is_relative_to(copies)
    assert letter.read_bytes() == before

"""The single pages of the wizards, the frame around them, and the import from Recipients."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from desktop_app.ui.pages.mailings import MailingsPage
from desktop_app.ui.wizards import wizard_view
from desktop_app.ui.wizards.closing import WizardAnswer, closing_dialog
from desktop_app.ui.wizards.extra_part import ExtraPart
from desktop_app.ui.wizards.import_dialog import ImportDialog
from desktop_app.ui.wizards.letters_page import LettersPage
from desktop_app.ui.wizards.pattern_page import PatternPage
from desktop_app.ui.wizards.print_page import PrintPage
from desktop_app.ui.wizards.recipients_page import RecipientsPage
from desktop_app.ui.wizards.wizard_view import WizardView
from desktop_app.wizards.draft import FileChoice, PatternOptions
from desktop_app.wizards.draft_files import open_draft_file
from tests.helpers.pdfs import make_letter_pdf
from tests.helpers.wizard_world import PEOPLE, write_letters, write_people
from tests.ui.wizards.conftest import Hand
from tests.ui.wizards.test_split_first import choose_letters, choose_people, the


def with_a_bad_row(path: Path) -> Path:
    write_people(path)
    with path.open("a", encoding="utf-8") as stream:
        stream.write("K0001;Twice;Storgata 1;9008;Tromsø;K0001.pdf\n")
    return path


class TestRecipients:
    """Who gets a letter."""

    def test_rows_that_cannot_be_used_are_listed_and_left_out_knowingly(
        self, hand: Hand, tmp_path: Path
    ) -> None:
        hand.open("split-first")
        choose_people(hand, with_a_bad_row(tmp_path / "people.csv"))
        page = the(RecipientsPage, hand)
        hand.until(page.file.go_without.isVisible)
        assert page.file.mapping.figures.accessibleName() == "5 new · 1 cannot be used"
        assert not hand.view.next_button.isEnabled()
        page.file.mapping.view("errors")
        hand.until(lambda: page.file.mapping.grid.model.rowCount() == 1)
        hand.tick(page.file.go_without)
        assert hand.view.next_button.text() == "Go on with 5 recipients"
        hand.next()

    def test_a_column_can_be_given_another_meaning(self, hand: Hand, tmp_path: Path) -> None:
        hand.open("split-first")
        choose_people(hand, write_people(tmp_path / "people.csv"))
        page = the(RecipientsPage, hand)
        hand.until(lambda: len(page.file.mapping.boxes) == 6)
        assert [box.currentData() for box in page.file.mapping.boxes] == [
            "customer_id",
            "full_name",
            "address1",
            "postcode",
            "city",
            "document",
        ]
        first = page.file.mapping.boxes[2]
        first.setCurrentIndex(first.findData("address2"))
        first.activated.emit(first.currentIndex())
        hand.until(hand.view.next_button.isEnabled)
        mapping = hand.view.wizard_context.draft.recipients.file.mapping
        assert mapping == {
            "customer_id": "A",
            "full_name": "B",
            "address2": "C",
            "postcode": "D",
            "city": "E",
            "document": "F",
        }

    def test_a_field_belongs_to_one_column(self, hand: Hand, tmp_path: Path) -> None:
        hand.open("split-first")
        choose_people(hand, write_people(tmp_path / "people.csv"))
        page = the(RecipientsPage, hand)
        hand.until(lambda: len(page.file.mapping.boxes) == 6)
        third = page.file.mapping.boxes[2]
        third.setCurrentIndex(third.findData("full_name"))
        third.activated.emit(third.currentIndex())
        hand.until(lambda: [box.currentData() for box in page.file.mapping.boxes][1:3] == ["", "full_name"])

    def test_a_file_can_be_dropped(self, hand: Hand, tmp_path: Path) -> None:
        hand.open("split-first")
        page = the(RecipientsPage, hand)
        hand.tick(page.source.button("file"))
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(write_people(tmp_path / "people.csv")))])
        event = QDropEvent(
            QPoint(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        page.file.picker.dropEvent(event)
        hand.until(hand.view.next_button.isEnabled)

    def test_a_file_that_cannot_be_read_is_said_so_and_can_be_tried_again(
        self, hand: Hand, tmp_path: Path
    ) -> None:
        path = tmp_path / "people.csv"
        path.write_bytes(b"")
        hand.open("split-first")
        choose_people(hand, path)
        hand.until(hand.view.failure.isVisible)
        assert not hand.view.next_button.isEnabled()
        write_people(path)
        hand.click(hand.view.failure.button)
        hand.until(hand.view.next_button.isEnabled)
        assert not hand.view.failure.isVisible()

    def test_whoever_the_filter_finds_gets_a_letter(self, hand: Hand, tmp_path: Path) -> None:
        hand.open("split-first")
        choose_people(hand, write_people(tmp_path / "people.csv"))
        hand.next()
        hand.open("from-register")
        page = the(RecipientsPage, hand)
        assert page.source.button("register").isChecked()
        hand.until(hand.view.next_button.isEnabled)
        hand.type(page.register.grid.search, "Løvås")
        hand.until(lambda: hand.view.wizard_context.draft.recipients.register.search == "Løvås")
        hand.until(hand.view.next_button.isEnabled)
        assert page.sentence() is not None
        assert str(page.sentence()) == "1 recipient."

    def test_old_lookups_can_be_made_anew(self, hand: Hand, tmp_path: Path) -> None:
        hand.open("split-first")
        choose_people(hand, write_people(tmp_path / "people.csv"))
        hand.next()
        hand.open("from-register")
        page = the(RecipientsPage, hand)
        hand.until(page.register.ages.isVisible)
        assert "5 recipients were never looked up" in page.register.ages.words.text()
        hand.click(page.register.ages.button)
        service = hand.world.services.mailing
        hand.until(lambda: any(job.mailing_id is None for job in service.jobs()))


class TestLetters:
    """What they get."""

    def test_the_letter_for_all_is_shown_beside_the_questions(self, hand: Hand, tmp_path: Path) -> None:
        hand.open("split-first")
        choose_people(hand, write_people(tmp_path / "people.csv"))
        hand.next()
        page = the(LettersPage, hand)
        hand.tick(page.main.manner.button("one-for-all"))
        page.main.file.choose(str(make_letter_pdf(tmp_path / "all.pdf", ["Dear member"], pages=2)))
        hand.until(lambda: page.picture.is_drawn)
        assert "Page 1 of 2" in page.picture.sheet.accessibleName()

    def test_what_does_not_fit_is_shown_on_both_sides(self, hand: Hand, tmp_path: Path) -> None:
        folder = write_letters(tmp_path / "letters", PEOPLE[1:])
        make_letter_pdf(folder / "stranger.pdf", ["x"])
        hand.open("split-first")
        choose_people(hand, write_people(tmp_path / "people.csv"))
        hand.next()
        page = the(LettersPage, hand)
        hand.tick(page.main.manner.button("by-file-name"))
        page.main.folder.choose(str(folder))
        hand.type(page.message.subject, "Fee")
        hand.until(page.match.isVisible)
        assert page.match.said() == [
            "4 recipients have a letter",
            "1 recipient has no letter",
            "Åse Ødegård · K0001",
            "1 file belongs to nobody",
            "stranger.pdf",
        ]

    def test_what_only_some_need_is_folded_away(self, hand: Hand, tmp_path: Path) -> None:
        hand.open("split-first")
        choose_people(hand, write_people(tmp_path / "people.csv"))
        hand.next()
        page = the(LettersPage, hand)
        assert page.findChildren(ExtraPart) == [], "what is folded away is made when it is opened"
        page.extras.open(1)
        hand.tick(page.extras.delivery.sms)
        hand.tick(page.extras.delivery.two_factor)
        hand.tick(page.extras.delivery.sensitive)
        hand.tick(page.extras.delivery.later)
        message = hand.view.wizard_context.draft.message
        assert list(message.sms_after_hours) == [24]
        assert message.security.value == "two-factor"
        assert message.sensitive
        assert message.deliver_at is not None
        page.extras.delivery.hours.setValue(48)
        assert list(hand.view.wizard_context.draft.message.sms_after_hours) == [48]

    def test_an_sms_can_come_at_a_certain_time_instead(self, hand: Hand, tmp_path: Path) -> None:
        hand.open("split-first")
        choose_people(hand, write_people(tmp_path / "people.csv"))
        hand.next()
        page = the(LettersPage, hand)
        page.extras.open(1)
        hand.tick(page.extras.delivery.sms)
        box = page.extras.delivery.sms_when
        box.setCurrentIndex(1)
        box.activated.emit(1)
        message = hand.view.wizard_context.draft.message
        assert list(message.sms_after_hours) == []
        assert message.sms_at[0].astimezone().hour == 9
        page.extras.delivery.sms_moment.setDateTime(page.extras.delivery.sms_moment.dateTime().addDays(1))
        moved = hand.view.wizard_context.draft.message.sms_at[0]
        assert (moved - message.sms_at[0]).days in {0, 1}
        hand.tick(page.extras.delivery.sms)
        assert hand.view.wizard_context.draft.message.sms_at == ()

    def test_attachments_are_added_once_and_taken_away(self, hand: Hand, tmp_path: Path) -> None:
        hand.open("split-first")
        choose_people(hand, write_people(tmp_path / "people.csv"))
        hand.next()
        page = the(LettersPage, hand)
        page.extras.open(0)
        path = str(make_letter_pdf(tmp_path / "terms.pdf", ["Terms"]))
        page.extras.attachments.add_files([path, path])
        assert list(hand.view.wizard_context.draft.attachments.common) == [path]
        page.extras.attachments.remove(path)
        assert list(hand.view.wizard_context.draft.attachments.common) == []

    def test_invoices_ask_for_what_is_to_be_paid(self, hand: Hand, tmp_path: Path) -> None:
        hand.open("split-first")
        choose_people(hand, write_people(tmp_path / "people.csv"))
        hand.next()
        choose_letters(hand, write_letters(tmp_path / "letters"))
        page = the(LettersPage, hand)
        page.extras.open(2)
        hand.tick(page.extras.invoice.used)
        assert hand.view.why_not.text() == "Give the account number to pay to."
        hand.type(page.extras.invoice.account, "12345678904")
        account = page.fields["invoice.account"].field
        assert "wrong digit" in account.accessibleDescription()
        hand.type(page.extras.invoice.account, "12345678903")
        assert account.accessibleDescription() == ""
        hand.type(page.extras.invoice.amount, "450,00")
        hand.tick(page.extras.invoice.has_date)
        hand.until(hand.view.next_button.isEnabled)
        invoice = hand.view.wizard_context.draft.invoice
        assert (invoice.account, invoice.amount, invoice.due_date is not None) == (
            "12345678903",
            "450,00",
            True,
        )


class TestOtherPages:
    """Print, one's own way."""

    def test_print_asks_for_the_return_address(self, hand: Hand, tmp_path: Path) -> None:
        hand.open("with-print")
        choose_people(hand, write_people(tmp_path / "people.csv"))
        hand.next()
        choose_letters(hand, write_letters(tmp_path / "letters"))
        hand.next()
        page = the(PrintPage, hand)
        for name, words in (
            ("return_name", "Foreningen"),
            ("return_address1", "Storgata 1"),
            ("return_postcode", "900"),
            ("return_city", "Tromsø"),
        ):
            hand.type(page.edits[name], words)
        assert page.fields["printing.return_postcode"].has_error
        hand.type(page.edits["return_postcode"], "9008")
        hand.tick(page.colour)
        assert hand.view.wizard_context.draft.printing.colour
        hand.until(hand.view.next_button.isEnabled)

    def test_ones_own_way_is_kept_and_found_again(self, hand: Hand) -> None:
        hand.open("own")
        page = the(PatternPage, hand)
        hand.tick(page.printing)
        hand.tick(page.lookup)
        assert not page.register.isEnabled()
        hand.type(page.name, "Quick")
        hand.click(page.keep)
        wanted = PatternOptions(False, True, True, "Quick")
        hand.until(lambda: hand.world.services.drafts.variants() == (wanted,))
        hand.view.put_aside()
        hand.open("own")
        again = the(PatternPage, hand)
        hand.until(lambda: again.kept.count() == 2)
        again.kept.setCurrentIndex(1)
        again.kept.activated.emit(1)
        assert hand.view.wizard_context.draft.options == wanted
        assert again.printing.isChecked()


class TestClosing:
    """Putting a wizard aside."""

    def test_a_draft_is_kept_and_goes_on_where_it_was(self, hand: Hand, tmp_path: Path) -> None:
        hand.open("split-first")
        choose_people(hand, write_people(tmp_path / "people.csv"))
        hand.next()
        hand.click(hand.view.save_button)
        (waiting,) = hand.world.services.drafts.waiting()
        assert waiting.step.value == "letters"
        hand.window.go("mailings")
        page = hand.window.page()
        assert isinstance(page, MailingsPage)
        hand.until(lambda: page.list.grid.model.rowCount() == 1)
        page.list.grid.opened.emit(page.list.grid.model.key_at(0))
        assert hand.step == "letters"
        choose_letters(hand, write_letters(tmp_path / "letters"))
        hand.next()

    def test_what_became_wrong_meanwhile_keeps_a_draft_from_going_on(
        self, hand: Hand, tmp_path: Path
    ) -> None:
        people, letters = write_people(tmp_path / "people.csv"), write_letters(tmp_path / "letters")
        hand.open("split-first")
        choose_people(hand, people)
        hand.next()
        choose_letters(hand, letters)
        hand.next()
        hand.next()
        assert hand.step == "send"
        hand.click(hand.view.save_button)
        write_people(people, PEOPLE[:3])
        (waiting,) = hand.world.services.drafts.waiting()
        hand.window.open_wizard("split-first", waiting.id)
        assert hand.step == "send"
        hand.until(lambda: hand.view.flow_page.busy is None)
        assert not hand.view.flow_page.can_go_next
        assert not hand.view.next_button.isEnabled()

    def test_esc_asks_and_going_back_stays(
        self, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hand.open("split-first")
        choose_people(hand, write_people(tmp_path / "people.csv"))
        monkeypatch.setattr(wizard_view, "ask_whether_to_close", lambda *_asked: WizardAnswer.GO_BACK)
        QTest.keyClick(hand.window, Qt.Key.Key_Escape)
        assert hand.view.isVisible()

    def test_esc_on_an_untouched_wizard_just_closes_it(self, hand: Hand) -> None:
        hand.open("split-first")
        QTest.keyClick(hand.window, Qt.Key.Key_Escape)
        assert hand.window.page().isVisible()
        assert hand.world.services.drafts.waiting() == ()

    def test_a_draft_that_is_thrown_away_is_gone_with_its_mailing(
        self, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hand.open("split-first")
        choose_people(hand, write_people(tmp_path / "people.csv"))
        hand.next()
        choose_letters(hand, write_letters(tmp_path / "letters"))
        hand.next()
        hand.until(lambda: hand.view.flow_page.can_go_next)
        monkeypatch.setattr(wizard_view, "ask_whether_to_close", lambda *_asked: WizardAnswer.THROW_AWAY)
        hand.view.ask_to_close()
        services = hand.world.services
        hand.until(lambda: services.drafts.waiting() == () and services.mailing.mailings() == [])

    @pytest.mark.parametrize(
        ("press", "answer"),
        [
            (0, WizardAnswer.THROW_AWAY),
            (1, WizardAnswer.SAVE_IN_FILE),
            (2, WizardAnswer.GO_BACK),
            (3, WizardAnswer.KEEP),
        ],
    )
    def test_the_dialog_has_four_answers(self, hand: Hand, press: int, answer: WizardAnswer) -> None:
        hand.open("split-first")
        dialog = closing_dialog(hand.window.context, hand.view)
        dialog.show()
        buttons = dialog.findChildren(type(hand.view.next_button))
        hand.click(buttons[press])
        assert WizardAnswer(dialog.result()) is answer

    def test_a_mailing_is_saved_in_a_file_and_closed(
        self, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hand.open("split-first")
        choose_people(hand, write_people(tmp_path / "people.csv"))
        target = tmp_path / "fee.brevdue"
        monkeypatch.setattr(wizard_view, "ask_whether_to_close", lambda *_asked: WizardAnswer.SAVE_IN_FILE)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(target), ""))
        hand.view.ask_to_close()
        hand.until(lambda: hand.window.wizard() is None)
        (kept,) = hand.world.services.drafts.waiting()
        assert open_draft_file(target, hand.world.services.drafts).id == kept.id

    def test_a_window_that_closes_keeps_the_draft(self, hand: Hand, tmp_path: Path) -> None:
        hand.open("split-first")
        choose_people(hand, write_people(tmp_path / "people.csv"))
        hand.window.close_wizard()
        assert hand.window.page().isVisible()
        (waiting,) = hand.world.services.drafts.waiting()
        assert waiting.step.value == "recipients"


class TestAnotherLanguage:
    """The language changes while a wizard is open: it stays, at its step, with everything in it."""

    def test_it_stays_at_its_step_with_what_was_answered_and_typed(self, hand: Hand, tmp_path: Path) -> None:
        hand.open("split-first")
        choose_people(hand, write_people(tmp_path / "people.csv"))
        hand.next()
        choose_letters(hand, write_letters(tmp_path / "letters"))
        hand.type(the(LettersPage, hand).message.subject, "Årsavgift 2027")
        draft = hand.view.wizard_context.draft
        self.speak(hand, "nb")
        assert hand.step == "letters"
        assert hand.view.back_button.text() == "Tilbake"
        assert hand.view.wizard_context.draft == draft
        assert the(LettersPage, hand).message.subject.text() == "Årsavgift 2027"
        (waiting,) = hand.world.services.drafts.waiting()
        assert waiting.id == draft.id
        hand.next()
        assert hand.step == "check"

    def test_one_that_nothing_was_answered_in_leaves_no_draft(self, hand: Hand) -> None:
        hand.open("split-first")
        self.speak(hand, "sv")
        assert hand.step == "recipients"
        QTest.keyClick(hand.window, Qt.Key.Key_Escape)
        assert hand.window.wizard() is None
        assert hand.world.services.drafts.waiting() == ()

    def speak(self, hand: Hand, language: str) -> None:
        hand.world.services.settings.set("app.language", language)
        hand.window.start_over()
        hand.until(lambda: len(hand.window.findChildren(WizardView)) == 1)


class TestImport:
    """Taking recipients into the register, apart from any mailing."""

    def test_a_file_is_shown_and_then_taken(self, hand: Hand, tmp_path: Path) -> None:
        told: list[bool] = []
        dialog = ImportDialog(hand.window.context, hand.window, lambda: told.append(True))
        dialog.open()
        assert not dialog.take_button.isEnabled()
        dialog.picker.choose(str(with_a_bad_row(tmp_path / "people.csv")))
        hand.until(lambda: dialog.preview is not None)
        assert dialog.take_button.text() == "Import 5 recipients"
        assert "document" not in [box.currentData() for box in dialog.mapping.boxes]
        hand.click(dialog.take_button)
        hand.until(lambda: told == [True])
        assert hand.world.services.register.by_customer_id("K0009") is not None

    def test_replacing_says_who_is_removed(self, hand: Hand, tmp_path: Path) -> None:
        first = ImportDialog(hand.window.context, hand.window, lambda: None)
        first.open()
        first.choose(FileChoice(str(write_people(tmp_path / "people.csv"))))
        hand.until(lambda: first.preview is not None)
        first.take_them()
        hand.until(lambda: not first.isVisible())
        second = ImportDialog(hand.window.context, hand.window, lambda: None)
        second.open()
        second.choose(FileChoice(str(write_people(tmp_path / "fewer.csv", PEOPLE[:3])), mode="replace"))
        hand.until(lambda: second.preview is not None)
        assert "2 recipients who are not in the file are removed" in second.said()
        second.take_them()
        hand.until(lambda: not second.isVisible())
        assert hand.world.services.register.by_customer_id("K0009") is None

    def test_a_file_that_cannot_be_read_is_said_so(self, hand: Hand, tmp_path: Path) -> None:
        path = tmp_path / "empty.csv"
        path.write_bytes(b"")
        dialog = ImportDialog(hand.window.context, hand.window, lambda: None)
        dialog.open()
        dialog.choose(FileChoice(str(path)))
        hand.until(dialog.banner.isVisible)
        assert not dialog.take_button.isEnabled()
        dialog.reject()

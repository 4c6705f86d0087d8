"""The register as a tool: tags, kept filters, ages, undo, and a form that is not left by accident."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.base.texts import Text, text
from desktop_app.base.translate import load_translator
from desktop_app.mailing.letters import HistoryEntry, HistoryKind
from desktop_app.privacy.audit import Act, AuditQuery
from desktop_app.privacy.forgetting import PersonForgotten
from desktop_app.register.importing import suggest_mapping
from desktop_app.register.model import PERSON_FIELDS, FieldProblem, LookupStatus, Recipient
from desktop_app.register.queries import RecipientQuery
from desktop_app.register.recipients import RecipientRefused, TagCount
from desktop_app.services import Services
from desktop_app.ui.components.questions import WordsDialog
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages import tag_dialog
from desktop_app.ui.pages.recipient_filters import RecipientFilters
from desktop_app.ui.pages.recipients import RecipientsPage
from desktop_app.ui.pages.tag_dialog import TagDialog
from desktop_app.ui.words import FIELD_LABEL
from tests.helpers.stage import NOW, staged_services


@pytest.fixture
def settle(qtbot: QtBot, window: MainWindow) -> Callable[[], None]:
    def wait() -> None:
        for _ in range(4):
            qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=5000)
            qtbot.wait(5)

    return wait


@pytest.fixture
def page(window: MainWindow, settle: Callable[[], None]) -> RecipientsPage:
    window.go("recipients")
    settle()
    shown = window.page()
    assert isinstance(shown, RecipientsPage)
    return shown


def button(widget: QWidget, name: str) -> QPushButton:
    shown = [each for each in widget.findChildren(QPushButton) if each.isVisible()]
    (found,) = [each for each in shown if each.accessibleName() == name]
    return found


def words_on(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def entry(menu: QMenu, words: str) -> QAction:
    return next(action for action in menu.actions() if action.text() == words)


def answer(monkeypatch: pytest.MonkeyPatch, act: Callable[[TagDialog], object]) -> None:
    """Answer the question for a tag."""

    def ask(dialog: TagDialog) -> int:
        act(dialog)
        return dialog.result()

    monkeypatch.setattr(TagDialog, "exec", ask)


def write_and_press(name: str, which: str) -> Callable[[TagDialog], object]:
    def act(dialog: TagDialog) -> None:
        dialog.choice.setEditText(name)
        getattr(dialog, which).click()

    return act


def name_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Answer the question for a new name."""

    def ask(dialog: WordsDialog) -> int:
        edit = dialog.findChild(QLineEdit)
        assert edit is not None
        edit.setText(name)
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(WordsDialog, "exec", ask)


class TestTags:
    def test_copied_rows_are_written_down_with_how_many_they_are(
        self, page: RecipientsPage, services: Services, settle: Callable[[], None]
    ) -> None:
        page.grid.table.selectAll()
        page.grid.copy()
        settle()
        (entry,) = services.privacy.audit.page(AuditQuery())
        assert (entry.act, entry.people, entry.about) == (Act.COPIED, 412, "Recipients")

    def test_a_tag_is_given_to_the_chosen_and_taken_back_with_undo(
        self,
        page: RecipientsPage,
        services: Services,
        settle: Callable[[], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        answer(monkeypatch, write_and_press("korps", "give_button"))
        page.list._tag(["2", "3"])
        settle()
        assert services.register.get(2).tags == ("korps",)
        button(page, "Undo: “korps” given to 2 recipients").click()
        settle()
        assert services.register.get(2).tags == ()

    def test_it_can_be_taken_from_them(
        self,
        page: RecipientsPage,
        services: Services,
        settle: Callable[[], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        assert services.register.get(1).tags == ("styret",)
        answer(monkeypatch, write_and_press("styret", "take_button"))
        page.list._tag(["1"])
        settle()
        assert services.register.get(1).tags == ()

    def test_the_question_names_the_number_and_wants_a_name(self, qtbot: QtBot, window: MainWindow) -> None:
        dialog = TagDialog(window.context, 3, [])
        qtbot.addWidget(dialog)
        assert dialog.give_button.accessibleName() == "Give it to 3"
        assert not dialog.give_button.isEnabled()
        dialog.choice.setEditText("  ")
        assert not dialog.take_button.isEnabled()

    def test_a_tag_is_renamed_and_the_list_stays_narrowed_to_it(
        self,
        page: RecipientsPage,
        services: Services,
        settle: Callable[[], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        page.grid.filter_by(frozenset({"tag:styret"}))
        settle()
        name_it(monkeypatch, "board")
        page.list._rename_tag(TagCount("styret", 25))
        settle()
        assert [tag.name for tag in services.register.tags()] == ["board"]
        assert page.grid.query().filters == frozenset({"tag:board"})
        assert page.grid.model.rowCount() == 25

    def test_each_tag_can_be_renamed_from_more(self, page: RecipientsPage) -> None:
        renaming = entry(page.list.menu_of_more(), "Rename a tag").menu()
        assert isinstance(renaming, QMenu)
        assert [action.text() for action in renaming.actions()] == ["styret"]

    @pytest.mark.parametrize("agrees", [True, False])
    def test_two_tags_become_one_only_where_somebody_says_so(
        self,
        page: RecipientsPage,
        services: Services,
        settle: Callable[[], None],
        monkeypatch: pytest.MonkeyPatch,
        agrees: bool,
    ) -> None:
        services.register.add_tag("korps", [2, 3])
        page.list.refresh()
        settle()
        asked: list[str] = []

        def answer_it(
            _context: object, _parent: object, _title: object, sentence: Text, *_more: object
        ) -> bool:
            asked.append(str(sentence))
            return agrees

        name_it(monkeypatch, "styret")
        monkeypatch.setattr(tag_dialog, "confirm", answer_it)
        page.list._rename_tag(TagCount("korps", 2))
        settle()
        assert asked[0].startswith("2 recipients get “styret” instead of “korps”.")
        assert [tag.name for tag in services.register.tags()] == (
            ["styret"] if agrees else ["korps", "styret"]
        )

    def test_a_tag_narrows_the_list(
        self, page: RecipientsPage, services: Services, settle: Callable[[], None]
    ) -> None:
        menu = page.list.filters.tags.menu_of_choices()
        entry(menu, "styret (25)").trigger()
        settle()
        assert page.grid.model.rowCount() == 25
        assert page.list.filters.tags.accessibleName() == "Tags: styret (25)"
        page.list.filters.tags.lift()
        settle()
        assert page.grid.model.rowCount() == 412

    def test_tags_and_chips_narrow_together(self, page: RecipientsPage, settle: Callable[[], None]) -> None:
        page.list.filters.tags.choose("tag:styret")
        button(page, "Has Digipost").click()
        settle()
        assert page.grid.query().filters == frozenset({"tag:styret", "digipost"})
        assert 0 < page.grid.model.rowCount() < 25


class TestManyChosen:
    """What is chosen may be more than what the window has read."""

    @pytest.fixture
    def services(self, tmp_path: Path) -> Iterator[Services]:
        """More people than the grid keeps pages for."""
        with staged_services(tmp_path, 14_000) as staged:
            yield staged

    def test_an_act_reaches_all_of_them(
        self, page: RecipientsPage, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []

        def refuse(_context: object, _parent: object, title: object, *_rest: object) -> bool:
            asked.append(str(title))
            return False

        monkeypatch.setattr("desktop_app.ui.pages.recipient_list.confirm", refuse)
        page.grid.table.selectAll()
        remove = next(each for each in page.grid._act_buttons if each.accessibleName() == "Remove")
        remove.click()
        settle()
        assert [title.replace(",", "") for title in asked] == ["Remove 14000 recipients?"]

    def test_nothing_is_done_when_the_list_has_changed_meanwhile(
        self,
        page: RecipientsPage,
        services: Services,
        settle: Callable[[], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        asked: list[str] = []
        monkeypatch.setattr(
            "desktop_app.ui.pages.recipient_list.confirm", lambda *words: asked.append("asked")
        )
        page.grid.table.selectAll()
        services.register.delete([int(page.grid.model.key_at(0) or 0)])
        remove = next(each for each in page.grid._act_buttons if each.accessibleName() == "Remove")
        remove.click()
        settle()
        assert asked == []
        assert page.grid.model.rowCount() == 13_999


class TestAges:
    def test_old_and_missing_lookups_are_found(
        self, page: RecipientsPage, settle: Callable[[], None]
    ) -> None:
        page.list.filters.age.choose("older:30")
        settle()
        row = page.grid.model.row_at(0)
        assert row is not None
        assert str(row.cells[7]) == "Never" or int(str(row.cells[7]).split()[0]) >= 30
        assert 0 < page.grid.model.rowCount() < 412

    def test_the_oldest_come_first_when_sorted_by_age(self, page: RecipientsPage) -> None:
        from desktop_app.register.queries import SortKey
        from desktop_app.ui.components.grid_source import GridQuery
        from desktop_app.ui.pages.recipient_source import recipient_query

        found = recipient_query(GridQuery(sort="age", descending=True))
        assert (found.sort, found.descending) == (SortKey.LOOKED_UP_AT, False)

    def test_the_old_ones_are_looked_up_after_a_question_with_their_number(
        self,
        page: RecipientsPage,
        services: Services,
        settle: Callable[[], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        asked: list[str] = []
        looked_up: list[list[int]] = []

        def agree(_context: object, _parent: object, title: object, *_rest: object) -> bool:
            asked.append(str(title))
            return True

        monkeypatch.setattr("desktop_app.ui.pages.recipient_list.confirm", agree)
        monkeypatch.setattr(
            services.mailing, "look_up", lambda ids, _name, _work: looked_up.append(list(ids)), raising=False
        )
        old = services.register.ids(RecipientQuery(lookup_older_than_days=30))
        entry(page.list.menu_of_more(), "Look up the old ones…").trigger()
        settle()
        services.lanes.shutdown()
        assert asked == [f"Look up {len(old)} recipients?"]
        assert looked_up == [old]


class TestKeptFilters:
    def test_a_filter_is_kept_under_a_name_and_used_again(
        self,
        page: RecipientsPage,
        services: Services,
        settle: Callable[[], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        from desktop_app.ui.components.questions import WordsDialog

        filters: RecipientFilters = page.list.filters
        monkeypatch.setattr(WordsDialog, "exec", lambda _dialog: WordsDialog.DialogCode.Accepted)
        monkeypatch.setattr(WordsDialog, "words", lambda _dialog: "Board to ask")
        page.grid.filter_by(frozenset({"never", "tag:styret", "older:90"}), "tromsø")
        settle()
        filters.keep()
        settle()
        (kept,) = services.register.saved_filters()
        assert (kept.name, kept.query.search, kept.query.tags) == (
            "Board to ask",
            "tromsø",
            frozenset({"styret"}),
        )
        assert (kept.query.statuses, kept.query.lookup_older_than_days) == (frozenset({None}), 90)
        page.grid.filter_by(frozenset())
        settle()
        entry(filters.menu_of_kept(), "Board to ask").trigger()
        settle()
        assert page.grid.query().filters == frozenset({"never", "tag:styret", "older:90"})
        assert page.grid.search.text() == "tromsø"

    def test_a_kept_filter_can_be_taken_away(
        self, page: RecipientsPage, services: Services, settle: Callable[[], None]
    ) -> None:
        services.register.save_filter("Old", RecipientQuery(lookup_older_than_days=90))
        page.refresh()
        settle()
        page.list.filters.remove(services.register.saved_filters()[0])
        settle()
        assert services.register.saved_filters() == []
        assert [each.text() for each in page.list.filters.menu_of_kept().actions()] == ["Save this filter…"]


class TestUndo:
    def test_removed_people_come_back_with_the_keyboard(
        self,
        page: RecipientsPage,
        services: Services,
        settle: Callable[[], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("desktop_app.ui.pages.recipient_list.confirm", lambda *_words: True)
        page.list._remove(["1", "2"])
        settle()
        assert page.grid.model.rowCount() == 410
        assert "2 recipients removed" in words_on(page)
        page.grid.table.setFocus()
        QTest.keyClick(page.grid.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        settle()
        assert page.grid.model.rowCount() == 412
        assert not page.list.undo.button.isVisible()

    def test_an_undone_edit_is_seen_in_the_panel(
        self, page: RecipientsPage, services: Services, settle: Callable[[], None]
    ) -> None:
        before = services.register.get(1).city
        page.list.open_recipient("1")
        settle()
        button(page.panel, "Edit").click()
        assert page.panel.form is not None
        page.panel.form.edits["city"].setText("Bodø")
        settle()
        button(page.panel, "Save").click()
        settle()
        assert "Bodø" in words_on(page.panel)
        page.list.undo.undo()
        settle()
        assert "Bodø" not in words_on(page.panel)
        assert services.register.get(1).city == before

    def test_what_cannot_be_taken_back_any_more_is_told(
        self,
        page: RecipientsPage,
        window: MainWindow,
        services: Services,
        settle: Callable[[], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        told: list[BaseException] = []
        monkeypatch.setattr(window, "show_error", told.append)
        change = services.register.delete([1])
        page.list._saved(change)

        def refuse(_change: object) -> None:
            raise RuntimeError("gone")

        monkeypatch.setattr(services.register, "undo", refuse)
        page.list.undo.undo()
        settle()
        assert [str(each) for each in told] == ["gone"]
        assert not page.list.undo.button.isVisible()


def test_of_a_forgotten_person_nothing_stays_on_the_screen(
    page: RecipientsPage, services: Services, settle: Callable[[], None], qtbot: QtBot
) -> None:
    page.list.open_recipient("1")
    settle()
    page.list._saved(services.register.save(replace(services.register.get(1), city="Bodø")))
    settle()
    assert page.list.undo.button.isVisible()
    services.events.publish(PersonForgotten(1))
    qtbot.waitUntil(page.panel.isHidden, timeout=5000)
    settle()
    assert page.list.undo.words.text() == ""
    assert "Åse Ødegård" not in words_on(page.panel)


class TestTheForm:
    @pytest.fixture
    def editing(self, page: RecipientsPage, settle: Callable[[], None]) -> RecipientsPage:
        page.list.open_recipient("1")
        settle()
        button(page.panel, "Edit").click()
        settle()
        return page

    def asked(self, monkeypatch: pytest.MonkeyPatch, agreed: bool) -> list[str]:
        found: list[str] = []

        def ask(_context: object, _parent: object, title: object, *_rest: object) -> bool:
            found.append(str(title))
            return agreed

        monkeypatch.setattr("desktop_app.ui.pages.recipient_form.confirm", ask)
        return found

    @pytest.mark.parametrize("leave", ["close", "another", "new", "escape"])
    def test_it_is_not_left_with_unsaved_changes_unasked(
        self,
        editing: RecipientsPage,
        settle: Callable[[], None],
        monkeypatch: pytest.MonkeyPatch,
        leave: str,
    ) -> None:
        asked = self.asked(monkeypatch, agreed=False)
        assert editing.panel.form is not None
        editing.panel.form.edits["city"].setText("Bodø")
        ways: dict[str, Callable[[], object]] = {
            "close": editing.panel.close_panel,
            "another": lambda: editing.list.open_recipient("2"),
            "new": button(editing, "New recipient").click,
            "escape": editing.go_back,
        }
        ways[leave]()
        settle()
        assert asked == ["Leave without saving the changes?"]
        assert editing.panel.isVisible()
        assert editing.panel.form is not None
        assert editing.panel.form.edits["city"].text() == "Bodø"

    def test_without_changes_nothing_is_asked(
        self, editing: RecipientsPage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = self.asked(monkeypatch, agreed=False)
        editing.panel.close_panel()
        assert (asked, editing.panel.isVisible()) == ([], False)

    def test_who_agrees_leaves(self, editing: RecipientsPage, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked(monkeypatch, agreed=True)
        assert editing.panel.form is not None
        editing.panel.form.edits["city"].setText("Bodø")
        editing.panel.close_panel()
        assert not editing.panel.isVisible()

    def test_enter_saves_and_a_date_may_be_written_as_people_do(
        self, editing: RecipientsPage, services: Services, settle: Callable[[], None]
    ) -> None:
        assert editing.panel.form is not None
        born = editing.panel.form.edits["birth_date"]
        born.setText("17.5.1980")
        QTest.keyClick(born, Qt.Key.Key_Return)
        settle()
        assert str(services.register.get(1).birth_date) == "1980-05-17"

    def test_a_value_that_would_do_is_one_click_away(
        self,
        editing: RecipientsPage,
        services: Services,
        settle: Callable[[], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        problem = FieldProblem("postcode", "leading_zero", text("A zero is missing in front."), "0150")

        def refuse(_recipient: Recipient) -> Any:
            raise RecipientRefused(title=text("No"), message=text("No"), hint=text("No"), problems=[problem])

        monkeypatch.setattr(services.register, "save", refuse)
        button(editing.panel, "Save").click()
        settle()
        button(editing.panel, "Use 0150").click()
        assert editing.panel.form is not None
        assert editing.panel.form.edits["postcode"].text() == "0150"
        assert not editing.panel.form.fields["postcode"].has_error


class TestOnePersonsHistory:
    @pytest.fixture
    def receipt(self, tmp_path: Path) -> Path:
        file = tmp_path / "receipt.zip"
        file.write_bytes(b"zip")
        return file

    @pytest.fixture
    def history(self, services: Services, receipt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        letter = HistoryEntry(
            NOW, text("“{mailing}”: {outcome}", mailing="Årsavgift", outcome="Delivered"), 9, 4, "job-1",
            subject="Årsavgift 2027", document=Path("gone.pdf"), receipt=receipt,
        )  # fmt: skip
        lookup = HistoryEntry(
            NOW, text("Looked up: not found"), None, None, "job-0", kind=HistoryKind.LOOKUP,
            details=(text("Several people match"),),
        )  # fmt: skip
        found = [letter, *[lookup] * 8]
        monkeypatch.setattr(services.mailing, "history", lambda _id: found)

    @pytest.mark.usefixtures("history")
    def test_each_letter_and_lookup_stands_there_and_the_older_ones_are_one_click_further(
        self, page: RecipientsPage, settle: Callable[[], None]
    ) -> None:
        page.list.open_recipient("1")
        settle()
        shown = words_on(page.panel)
        assert "“Årsavgift”: Delivered" in shown
        assert shown.count("Several people match") == 5
        button(page.panel, "Show 3 older entries").click()
        settle()
        assert words_on(page.panel).count("Several people match") == 8

    @pytest.mark.usefixtures("history")
    def test_letter_receipt_and_mailing_can_be_opened(
        self,
        page: RecipientsPage,
        window: MainWindow,
        receipt: Path,
        settle: Callable[[], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        opened: list[str] = []
        told: list[str] = []
        where = "desktop_app.ui.pages.letter_history"
        monkeypatch.setattr(f"{where}.QDesktopServices.openUrl", lambda url: opened.append(url.toLocalFile()))
        monkeypatch.setattr(f"{where}.show_message", lambda _context, title, _words: told.append(str(title)))
        page.list.open_recipient("1")
        settle()
        button(page.panel, "Open the receipt").click()
        button(page.panel, "Open the letter").click()
        assert (opened, told) == ([str(receipt)], ["gone.pdf is not there any more."])
        button(page.panel, "Show the mailing").click()
        settle()
        assert window._current == "mailings"

    def test_what_was_taken_out_is_said_with_the_reason(
        self, page: RecipientsPage, services: Services, settle: Callable[[], None]
    ) -> None:
        someone = replace(
            services.register.get(1), status=LookupStatus.IDENTIFIED, cleared_address="ase#1", reasons=()
        )
        page.panel.show_recipient(someone)
        settle()
        assert "The Digipost address ase#1 was taken out" in words_on(page.panel)
        assert "no account any more" in words_on(page.panel)

    def test_a_reason_leads_to_the_field_it_is_about(
        self, page: RecipientsPage, services: Services, settle: Callable[[], None]
    ) -> None:
        someone = replace(
            services.register.get(1), status=LookupStatus.INVALID, reasons=("UGYLDIG_POSTNUMMER",)
        )
        page.panel.show_recipient(someone)
        settle()
        button(page.panel, "Mend: Postcode").click()
        assert page.panel.form is not None
        assert (
            page.panel.form.edits["postcode"].hasFocus()
            or page.window().focusWidget() is (page.panel.form.edits["postcode"])
        )


@pytest.mark.parametrize("language", ["nb", "sv", "en"])
def test_an_import_knows_every_heading_of_an_export(language: str) -> None:
    say = load_translator(language)
    headings = [say.render(FIELD_LABEL[field]) for field in PERSON_FIELDS]
    mapping = suggest_mapping(
        [*headings, *(say.render(text(word)) for word in ("Status", "Why", "Looked up"))]
    )
    assert {field: mapping.columns.get(field) for field in PERSON_FIELDS} == {
        field: place for place, field in enumerate(PERSON_FIELDS)
    }
    assert not mapping.ambiguous

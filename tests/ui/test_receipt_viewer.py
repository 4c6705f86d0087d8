"""A receipt as it came: opened from the list, searched, saved, and the way to its mailing."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.base.texts import text
from desktop_app.mailing.views import ReceiptView
from desktop_app.register.importing import read_table
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.grid_source import GridQuery
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.mailing_view import MailingPage
from desktop_app.ui.pages.mailings import MailingsPage
from desktop_app.ui.pages.receipt_source import ReceiptSource
from desktop_app.ui.pages.receipt_viewer import ReceiptViewer
from desktop_app.ui.pages.receipts import ReceiptsPage
from tests.helpers.looking import cut_texts, nameless
from tests.helpers.stage import _receipt as staged_receipt
from tests.helpers.stage import staged_services

XML = b"<masseutsendelse-resultat><status>SUKSESS</status>%b</masseutsendelse-resultat>" % b"".join(
    b"<resultat><kunde-id>K%06d</kunde-id></resultat>" % number for number in range(1, 201)
)

Open = Callable[..., ReceiptViewer]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "0f3c.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("masseutsendelse-resultat.xml", XML)
    return path


@pytest.fixture
def open_receipt(qtbot: QtBot, window: MainWindow, file: Path) -> Open:
    """The viewer over a receipt of the stage with some things changed."""

    def make(**changes: object) -> ReceiptViewer:
        receipt: ReceiptView = replace(staged_receipt(1), file=file, **changes)  # type: ignore[arg-type]
        viewer = ReceiptViewer(window.context, receipt, window)
        viewer.show()
        qtbot.waitUntil(lambda: window.context.reader.is_idle)
        return viewer

    return make


def lines_of(viewer: ReceiptViewer) -> list[str]:
    model = viewer.lines.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def words_on(viewer: ReceiptViewer) -> str:
    return "\n".join(label.text() for label in viewer.findChildren(QLabel) if label.isVisible())


def button(viewer: QDialog | ReceiptsPage | MailingPage, name: str) -> QPushButton:
    (found,) = [each for each in viewer.findChildren(QPushButton) if each.accessibleName() == name]
    return found


def test_what_is_in_it_stands_in_lines_and_cannot_be_changed(open_receipt: Open) -> None:
    viewer = open_receipt()
    lines = lines_of(viewer)
    assert lines[:4] == [
        "<masseutsendelse-resultat>",
        "  <status>SUKSESS</status>",
        "  <resultat>",
        "    <kunde-id>K000001</kunde-id>",
    ]
    assert len(lines) == 603
    editable = Qt.ItemFlag.ItemIsEditable
    assert not viewer.lines.model().flags(viewer.lines.model().index(0, 0)) & editable
    assert "It answers the mailing “Årsavgift 2027”: Received by Digipost." in words_on(viewer)


def test_hits_are_stepped_through_and_come_round(
    qtbot: QtBot, window: MainWindow, open_receipt: Open
) -> None:
    viewer = open_receipt()
    QTest.keyClicks(viewer.search, "k00000")
    qtbot.waitUntil(lambda: viewer.found.text() == "1 of 9")
    assert viewer.lines.currentIndex().data() == "    <kunde-id>K000001</kunde-id>"
    viewer._step(-1)
    assert viewer.found.text() == "9 of 9"
    assert viewer.lines.currentIndex().data() == "    <kunde-id>K000009</kunde-id>"


def test_what_is_not_there_is_said(qtbot: QtBot, open_receipt: Open) -> None:
    viewer = open_receipt()
    QTest.keyClicks(viewer.search, "Åse")
    qtbot.waitUntil(lambda: viewer.found.text() == "Not found here")


def test_chosen_lines_are_copied(open_receipt: Open) -> None:
    viewer = open_receipt()
    viewer.lines.show_line(1)
    viewer.lines.copy()
    assert QGuiApplication.clipboard().text() == "  <status>SUKSESS</status>"


def test_a_copy_is_the_file_as_it_came(
    qtbot: QtBot, open_receipt: Open, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), "Zip (*.zip)"))
    viewer = open_receipt()
    button(viewer, "Save a copy…").click()
    qtbot.waitUntil(lambda: viewer.banner.words.text() == f"The copy is saved: {target}")
    assert target.read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"state": "unmatched", "mailing_id": None, "name": None, "job_id": "other-1"},
            (
                "Its job id other-1 does not belong to this program. "
                "It may come from another program on the same account."
            ),
        ),
        ({"state": "unreadable", "problem": text("The zip file is damaged.")}, "The zip file is damaged."),
    ],
)
def test_what_fits_nothing_is_explained_and_shown_all_the_same(
    open_receipt: Open, changes: dict[str, object], expected: str
) -> None:
    viewer = open_receipt(**changes)
    assert expected in words_on(viewer)
    assert len(lines_of(viewer)) == 603


def test_a_file_that_is_no_longer_kept_is_said(qtbot: QtBot, window: MainWindow) -> None:
    viewer = ReceiptViewer(window.context, replace(staged_receipt(1), file=None), window)
    viewer.show()
    assert "The file was removed when its storage time was over." in words_on(viewer)
    for leads_nowhere in ("Save a copy…", "Show in folder"):
        assert not button(viewer, leads_nowhere).isEnabled()
    assert not viewer.search.isVisible()
    assert not viewer.lines.isVisible()


def test_a_file_in_which_nothing_can_be_read_says_what_to_do(
    qtbot: QtBot, window: MainWindow, open_receipt: Open, file: Path
) -> None:
    file.write_bytes(b"PK\x03\x04 cut off")
    viewer = open_receipt(state="unreadable", problem=text("It is not a zip file, or it is cut off."))
    words = words_on(viewer)
    assert "Nothing in it can be read" in words
    assert "Fetch again, and ask Digipost if that does not help." in words
    assert not viewer.search.isVisible()
    assert button(viewer, "Save a copy…").isEnabled()


def test_words_that_are_typed_while_the_file_is_read_are_found_in_it(
    qtbot: QtBot, window: MainWindow, file: Path
) -> None:
    viewer = ReceiptViewer(window.context, replace(staged_receipt(1), file=file), window)
    viewer.search.setText("k00000")
    viewer.search.returnPressed.emit()
    qtbot.waitUntil(lambda: viewer.found.text() == "1 of 9")


@pytest.mark.parametrize("language", ["nb", "sv", "en"])
def test_none_of_its_words_are_cut(
    qtbot: QtBot, theme: Theme, tmp_path: Path, file: Path, language: str
) -> None:
    with staged_services(tmp_path / language, 0, (), language=language) as services:
        window = MainWindow(services, theme, language=language)
        viewer = ReceiptViewer(window.context, replace(staged_receipt(1), file=file), window)
        viewer.show()
        qtbot.waitUntil(lambda: window.context.reader.is_idle)
        assert cut_texts(viewer) == []
        assert nameless(viewer) == []
        viewer.close()
        window.close()


class TestOpening:
    """From the list of receipts, and from the mailing."""

    def test_enter_on_a_row_shows_it_and_leads_to_its_mailing(
        self, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shown = []

        def press(viewer: ReceiptViewer) -> int:
            shown.append(viewer._receipt.remote_name)
            button(viewer, "Go to the mailing").click()
            return viewer.result()

        monkeypatch.setattr(ReceiptViewer, "exec", press)
        window.go("receipts")
        page = window.page()
        assert isinstance(page, ReceiptsPage)
        qtbot.waitUntil(lambda: page.grid.model.rowCount() == 23)
        page.grid.opened.emit("2")
        assert shown == ["masseutsendelse-brevdue-2027-03-02-kvittering.zip"]
        assert isinstance(window.page(), MailingsPage)

    def test_a_mailing_leads_to_its_own(self, qtbot: QtBot, window: MainWindow) -> None:
        window.go("receipts", mailing=9, name="Årsavgift 2027")
        page = window.page()
        assert isinstance(page, ReceiptsPage)
        qtbot.waitUntil(lambda: 0 < page.grid.model.rowCount() < 23)
        assert "Årsavgift 2027" in page.banner.words.text()
        shown = [page.grid.model.key_at(row) for row in range(page.grid.model.rowCount())]
        assert {page._source.receipts[str(key)].mailing_id for key in shown} == {9}

    def test_all_are_there_however_many_years_they_were_kept(self, qtbot: QtBot, window: MainWindow) -> None:
        window.context.services.mailing.kept_receipts = 20_001  # type: ignore[attr-defined]
        source = ReceiptSource(window.context.services.mailing)
        assert source.count(GridQuery()) == 20_001
        [oldest] = source.rows(GridQuery(), 20_000, 200)
        assert source.receipts[oldest.key].id == 20_001

    def test_from_one_mailings_receipts_back_to_all(self, qtbot: QtBot, window: MainWindow) -> None:
        window.go("receipts", mailing=9, name="Årsavgift 2027")
        page = window.page()
        assert isinstance(page, ReceiptsPage)
        qtbot.waitUntil(lambda: 0 < page.grid.model.rowCount() < 23)
        page.banner.button.click()
        qtbot.waitUntil(lambda: page.grid.model.rowCount() == 23)
        assert page.banner.isHidden()

    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_the_list_is_exported_as_it_is_shown(
        self, qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
    ) -> None:
        target = tmp_path / f"receipts.{ending}"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
        window.go("receipts", filters=frozenset({"unmatched"}))
        page = window.page()
        assert isinstance(page, ReceiptsPage)
        told: list[int] = []
        monkeypatch.setattr(page._files, "tell_rows", lambda count, _file: told.append(count))
        qtbot.waitUntil(lambda: page.grid.model.rowCount() == 3)
        page._export(page.grid.query())
        qtbot.waitUntil(lambda: told == [3])
        table = read_table(target)
        assert table.headings[0] == "Fetched"
        states = [row.cells[table.headings.index("State")] for row in table.rows()]
        files = [row.cells[table.headings.index("File")] for row in table.rows()]
        assert states == ["Belongs to no job here"] * 3
        assert files == [page.grid.model.row_at(row).cells[6] for row in range(3)]  # type: ignore[union-attr]

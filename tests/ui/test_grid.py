"""Grids: pages fetched elsewhere, sorted and searched by the source, the choice kept."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from desktop_app.base.texts import text
from desktop_app.ui.components.data_grid import DataGrid, GridAct
from desktop_app.ui.components.filtering import Filter
from desktop_app.ui.components.grid_model import FIGURE_TAIL, KEPT_PAGES, STATUS_ROLE, GridModel
from desktop_app.ui.components.grid_source import (
    PAGE_ROWS,
    Column,
    ColumnKind,
    GridQuery,
    GridRow,
    ListSource,
    Status,
)
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.frame import WholeSource
from desktop_app.ui.theme import Size, Tone

COLUMNS = (
    Column("name", text("Name"), characters=20),
    Column("id", text("Customer id"), ColumnKind.ID, characters=12),
    Column("letters", text("Letters"), ColumnKind.NUMBER, characters=10),
    Column("state", text("State"), ColumnKind.STATUS, characters=20, sortable=False),
    Column("city", text("City"), shown=False),
)
DELIVERED = Status(text("Delivered"), Tone.DONE, "done", text("The letter is in the person's Digipost."))


@dataclass
class Rows:
    """A source of any number of rows, that keeps what it was asked and on which thread.

    While `may_count` is not set it goes on counting.
    """

    total: int
    columns: Sequence[Column] = COLUMNS
    first: int = 0
    asked: list[tuple[GridQuery, int, int]] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)
    may_count: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.may_count.set()

    def count(self, query: GridQuery) -> int:
        self.threads.add(threading.current_thread().name)
        assert self.may_count.wait(30)
        return 0 if query.search == "nobody" else self.total

    def rows(self, query: GridQuery, offset: int, limit: int) -> Sequence[GridRow]:
        self.asked.append((query, offset, limit))
        total = 0 if query.search == "nobody" else self.total
        numbers = range(offset + self.first, min(offset + limit, total) + self.first)
        return [row_of(number) for number in numbers]


def row_of(number: int) -> GridRow:
    return GridRow(f"k{number}", (f"Åse {number}", f"K{number:06}", number * 1000, DELIVERED, "Tromsø"))


@pytest.fixture
def source() -> Rows:
    return Rows(50_000)


@pytest.fixture
def grid(qtbot: QtBot, context: UiContext, source: Rows) -> DataGrid:
    opened: list[list[str]] = []
    shown = DataGrid(
        context,
        source,
        name="People",
        filters=[Filter("a", "Has Digipost"), Filter("b", "Not found")],
        acts=[
            GridAct("Look up", "lookup", opened.append),
            GridAct("Open file", "file", opened.append, one_only=True),
        ],
    )
    shown.acted = opened  # type: ignore[attr-defined]
    qtbot.addWidget(shown)
    shown.resize(900, 500)
    shown.show()
    qtbot.waitUntil(lambda: shown.model.loaded, timeout=3000)
    return shown


def words(grid: DataGrid, row: int, column: int = 0) -> str | None:
    return grid.model.data(grid.model.index(row, column))  # type: ignore[no-any-return]


def choose(grid: DataGrid, *rows: int) -> None:
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in rows:
        grid.table.selectionModel().select(grid.model.index(row, 0), flags)


class TestModel:
    """The model behind a grid."""

    def test_it_behaves_as_qt_expects(self, qtbot: QtBot, context: UiContext) -> None:
        model = GridModel(Rows(450), context.reader, context.translator)
        tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        model.ask(GridQuery())
        qtbot.waitUntil(lambda: model.rowCount() == 450, timeout=3000)
        model.data(model.index(449, 0))
        qtbot.waitUntil(lambda: model.data(model.index(449, 0)) is not None, timeout=3000)
        model.use(Rows(3))
        qtbot.waitUntil(lambda: model.rowCount() == 3, timeout=3000)
        assert tester.model() is model

    def test_rows_are_read_off_the_window_s_thread(self, grid: DataGrid, source: Rows) -> None:
        assert all(name.startswith("reader") for name in source.threads)

    def test_only_the_first_page_is_read_at_first(self, grid: DataGrid, source: Rows) -> None:
        assert [(offset, limit) for _query, offset, limit in source.asked] == [(0, PAGE_ROWS)]

    def test_a_page_is_read_when_it_comes_into_view(self, qtbot: QtBot, grid: DataGrid) -> None:
        assert words(grid, 40_000) is None
        qtbot.waitUntil(lambda: words(grid, 40_000) == "Åse 40000", timeout=3000)

    def test_scrolling_past_many_pages_reads_only_the_last_ones(
        self, qtbot: QtBot, grid: DataGrid, source: Rows
    ) -> None:
        for page in range(1, 200):
            words(grid, page * PAGE_ROWS)
        qtbot.waitUntil(lambda: words(grid, 199 * PAGE_ROWS) is not None, timeout=3000)
        qtbot.wait(100)
        assert len(source.asked) < 12

    def test_it_forgets_pages_that_were_seen_long_ago(self, qtbot: QtBot, grid: DataGrid) -> None:
        for page in range(1, KEPT_PAGES + 3):
            qtbot.waitUntil(lambda p=page: words(grid, p * PAGE_ROWS) is not None, timeout=3000)  # type: ignore[misc]
        assert len(grid.model._pages) == KEPT_PAGES

    def test_figures_stand_to_the_right_and_ids_in_fixed_width(self, grid: DataGrid) -> None:
        right = grid.model.data(grid.model.index(0, 2), Qt.ItemDataRole.TextAlignmentRole)
        assert right & Qt.AlignmentFlag.AlignRight.value
        assert grid.model.data(grid.model.index(0, 1), Qt.ItemDataRole.FontRole) is not None
        assert grid.model.data(grid.model.index(0, 0), Qt.ItemDataRole.FontRole) is None

    def test_numbers_are_written_as_the_language_does(self, grid: DataGrid) -> None:
        assert words(grid, 12, 2) == "12,000" + FIGURE_TAIL

    def test_a_state_comes_with_its_words_and_its_tone(self, grid: DataGrid) -> None:
        index = grid.model.index(0, 3)
        assert grid.model.data(index) == "Delivered"
        assert grid.model.data(index, STATUS_ROLE) == DELIVERED


class TestCounting:
    """The first rows wait for nobody to count the others."""

    @pytest.fixture
    def uncounted(self, qtbot: QtBot, grid: DataGrid, source: Rows) -> Iterator[DataGrid]:
        """A grid that shows another question's first rows, which are still being counted."""
        source.may_count.clear()
        grid.filter_by(frozenset({"a"}))
        qtbot.waitUntil(lambda: not grid.model.is_counted, timeout=3000)
        yield grid
        source.may_count.set()

    def test_the_first_rows_are_seen_while_the_others_are_counted(
        self, qtbot: QtBot, uncounted: DataGrid, source: Rows
    ) -> None:
        seen = uncounted.table.visible_rows().stop
        assert (words(uncounted, 0), uncounted._footer.text()) == ("Åse 0", f"1–{seen}, counting…")
        source.may_count.set()
        qtbot.waitUntil(lambda: uncounted._footer.text() == f"1–{seen} of 50,000", timeout=3000)
        qtbot.waitUntil(lambda: words(uncounted, 49_999) == "Åse 49999", timeout=3000)

    def test_a_new_question_drops_the_count_of_the_one_before(
        self, qtbot: QtBot, uncounted: DataGrid, source: Rows
    ) -> None:
        uncounted.filter_by(frozenset(), "nobody")
        qtbot.waitUntil(lambda: uncounted.model.rowCount() == 0, timeout=3000)
        source.may_count.set()
        qtbot.waitUntil(lambda: uncounted._context.reader.is_idle, timeout=3000)
        assert uncounted.model.rowCount() == 0

    def test_rows_that_went_away_before_they_were_counted_are_not_shown(
        self, qtbot: QtBot, uncounted: DataGrid, source: Rows
    ) -> None:
        source.total = 7
        source.may_count.set()
        qtbot.waitUntil(lambda: uncounted.model.rowCount() == 7, timeout=3000)

    def test_what_fits_a_page_needs_no_counting(self, qtbot: QtBot, context: UiContext, source: Rows) -> None:
        source.total = PAGE_ROWS - 1
        source.may_count.clear()
        model = GridModel(source, context.reader, context.translator)
        model.ask(GridQuery())
        qtbot.waitUntil(lambda: model.is_counted, timeout=3000)
        assert (model.rowCount(), source.threads) == (PAGE_ROWS - 1, set())

    def test_a_refresh_meanwhile_counts_too(self, qtbot: QtBot, uncounted: DataGrid, source: Rows) -> None:
        uncounted.refresh()
        source.may_count.set()
        qtbot.waitUntil(lambda: uncounted.model.is_counted, timeout=3000)
        assert uncounted.model.rowCount() == 50_000


class TestWholeList:
    """A list that is read whole is shown as it is now, each time it is read anew."""

    def test_a_refresh_shows_the_list_as_it_is_now(self, qtbot: QtBot, context: UiContext) -> None:
        letters = ["first", "second"]
        columns = COLUMNS[:1]
        shown = DataGrid(
            context,
            WholeSource(columns, lambda: [GridRow(each, (each,)) for each in letters]),
            name="Letters",
        )
        qtbot.addWidget(shown)
        qtbot.waitUntil(lambda: shown.model.rowCount() == 2, timeout=3000)
        for newest in ("third", "fourth"):
            letters.insert(0, newest)
            shown.refresh()
            qtbot.waitUntil(lambda: shown.model.rowCount() == len(letters), timeout=3000)
            assert [words(shown, row) for row in range(len(letters))] == letters


class TestFinding:
    """Search, filters and order are the source's business."""

    def test_a_search_is_told_to_the_source_a_moment_after_typing(
        self, qtbot: QtBot, grid: DataGrid, source: Rows
    ) -> None:
        QTest.keyClicks(grid.search, "nobody")
        qtbot.waitUntil(lambda: grid.model.rowCount() == 0, timeout=3000)
        searched = {query.search for query, _offset, _limit in source.asked}
        assert searched == {"", "nobody"}

    def test_nothing_found_says_so_and_clearing_brings_all_back(self, qtbot: QtBot, grid: DataGrid) -> None:
        grid.filter_by(frozenset(), "nobody")
        qtbot.waitUntil(lambda: grid._pages.currentWidget() is grid._nothing_found, timeout=3000)
        assert grid.search.isVisible()
        grid.search.clear()
        QTest.keyClick(grid.search, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: grid._pages.currentWidget() is grid.table, timeout=3000)

    def test_pressed_filters_go_into_the_query(self, qtbot: QtBot, grid: DataGrid) -> None:
        grid.filters.choose(frozenset({"b"}))
        qtbot.waitUntil(lambda: grid.query().filters == frozenset({"b"}), timeout=3000)

    def test_a_heading_sorts_and_pressed_again_turns_round(self, grid: DataGrid) -> None:
        grid.table._sort(0)
        assert (grid.query().sort, grid.query().descending) == ("name", False)
        grid.table._sort(0)
        assert (grid.query().sort, grid.query().descending) == ("name", True)

    def test_a_column_that_cannot_be_sorted_changes_nothing(self, grid: DataGrid) -> None:
        grid.table._sort(0)
        grid.table._sort(3)
        assert grid.query().sort == "name"

    def test_an_empty_source_shows_what_fills_it(self, qtbot: QtBot, context: UiContext) -> None:
        grid = DataGrid(context, Rows(0), name="People")
        qtbot.addWidget(grid)
        grid.show()
        qtbot.waitUntil(lambda: grid._pages.currentWidget() is grid._empty, timeout=3000)
        assert not grid.search.isVisible()


class TestChoosing:
    """What is chosen stays chosen, and can be acted on."""

    def test_acts_wait_for_a_choice_that_fits(self, grid: DataGrid) -> None:
        many, one = grid._act_buttons
        assert not many.isEnabled()
        choose(grid, 2)
        assert many.isEnabled()
        assert one.isEnabled()
        choose(grid, 3)
        assert many.isEnabled()
        assert not one.isEnabled()

    def test_an_act_gets_the_keys(self, grid: DataGrid) -> None:
        choose(grid, 2, 5)
        grid._act_buttons[0].click()
        assert grid.acted == [["k2", "k5"]]  # type: ignore[attr-defined]

    def test_a_refresh_keeps_choice_cursor_and_place(
        self, qtbot: QtBot, grid: DataGrid, source: Rows
    ) -> None:
        choose(grid, 2, 5)
        grid.table.setCurrentIndex(grid.model.index(2, 0))
        choose(grid, 2, 5)
        grid.table.verticalScrollBar().setValue(64)
        source.total += 1
        grid.refresh()
        qtbot.waitUntil(lambda: grid.model.rowCount() == 50_001, timeout=3000)
        assert grid.chosen_keys() == ["k2", "k5"]
        assert grid.table.currentIndex().row() == 2
        assert grid.table.verticalScrollBar().value() == 64

    def test_the_choice_follows_its_rows_when_they_move(
        self, qtbot: QtBot, grid: DataGrid, source: Rows
    ) -> None:
        choose(grid, 4)
        source.first = 1
        grid.refresh()
        qtbot.waitUntil(lambda: words(grid, 0) == "Åse 1", timeout=3000)
        assert grid.table.chosen_rows() == [3]
        assert grid.chosen_keys() == ["k4"]

    def test_the_footer_says_what_is_seen_of_how_many(self, grid: DataGrid) -> None:
        choose(grid, 1, 2, 3)
        seen = grid.table.visible_rows()
        assert grid._footer.text() == f"1–{seen.stop} of 50,000 · 3 selected"
        assert 5 < seen.stop < 20

    def test_enter_and_a_double_click_open(self, qtbot: QtBot, grid: DataGrid) -> None:
        opened: list[str] = []
        grid.opened.connect(opened.append)
        grid.table.setCurrentIndex(grid.model.index(3, 0))
        QTest.keyClick(grid.table, Qt.Key.Key_Return)
        grid.table.doubleClicked.emit(grid.model.index(7, 0))
        assert opened == ["k3", "k7"]

    def test_copied_rows_have_tabs_and_only_the_shown_columns(self, qtbot: QtBot, grid: DataGrid) -> None:
        choose(grid, 1, 2, 45_000)
        grid.copy()
        expected = "\n".join(f"Åse {n}\tK{n:06}\t{n * 1000:,}\tDelivered" for n in (1, 2, 45_000))
        qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == expected, timeout=3000)


class TestColumns:
    """Which columns are shown, and how wide."""

    def test_columns_fill_the_table_exactly(self, grid: DataGrid) -> None:
        widths = sum(grid.table.columnWidth(place) for place in grid.table.shown_columns())
        assert abs(widths - grid.table.viewport().width()) <= 2

    def test_a_column_can_be_shown_and_hidden(self, grid: DataGrid) -> None:
        menu = grid._columns_menu(grid)
        city = menu.actions()[4]
        assert (city.text(), city.isChecked()) == ("City", False)
        city.setChecked(True)
        assert 4 in grid.table.shown_columns()
        menu.deleteLater()

    def test_the_first_column_cannot_be_hidden(self, grid: DataGrid) -> None:
        menu = grid._columns_menu(grid)
        assert not menu.actions()[0].isEnabled()
        menu.deleteLater()

    def test_a_width_that_a_person_chose_is_left_alone(self, grid: DataGrid) -> None:
        grid.table.horizontalHeader().resizeSection(0, 333)
        grid.resize(700, 500)
        assert grid.table.columnWidth(0) == 333


@pytest.mark.parametrize(("shown", "lines"), [(True, 2), (False, 1)])
def test_rows_have_two_lines_where_a_column_with_sentences_is_shown(
    qtbot: QtBot, context: UiContext, shown: bool, lines: int
) -> None:
    columns = (Column("row", text("Row")), Column("why", text("What to do"), shown=shown, wraps=True))
    grid = DataGrid(context, ListSource(columns, [GridRow("1", ("1", "Much to say. " * 20))]), name="Rows")
    qtbot.addWidget(grid)
    height = grid.table.verticalHeader().defaultSectionSize()
    assert height == Size.GRID_ROW + (lines - 1) * grid.table.fontMetrics().lineSpacing()


class TestListSource:
    """Rows that are already here."""

    ROWS = tuple(row_of(number) for number in (3, 1, 20))

    def test_search_looks_into_every_cell(self) -> None:
        source = ListSource(COLUMNS, self.ROWS)
        assert source.count(GridQuery(search="tromsø")) == 3
        assert [row.key for row in source.rows(GridQuery(search="k000020"), 0, 9)] == ["k20"]

    def test_numbers_are_sorted_by_size(self) -> None:
        source = ListSource(COLUMNS, self.ROWS)
        found = source.rows(GridQuery(sort="letters", descending=True), 0, 9)
        assert [row.key for row in found] == ["k20", "k3", "k1"]

    def test_filters_are_asked_row_by_row(self) -> None:
        source = ListSource(COLUMNS, self.ROWS, lambda row, filters: not filters or row.key in filters)
        assert source.count(GridQuery(filters=frozenset({"k1"}))) == 1


def test_a_cut_cell_says_the_whole_while_the_pointer_rests_on_it(
    grid: DataGrid, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _where, words, _owner: said.append(words))
    table = grid.table

    def rest_on(row: int) -> None:
        place = table.visualRect(grid.model.index(row, 0)).center()
        QApplication.sendEvent(
            table.viewport(), QHelpEvent(QEvent.Type.ToolTip, place, table.viewport().mapToGlobal(place))
        )

    rest_on(0)
    assert said == []
    table.setColumnWidth(0, 32)
    rest_on(0)
    assert said == ["Åse 0"]

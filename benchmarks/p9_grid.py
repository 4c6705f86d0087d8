"""P9: the grid over a million recipients: how long a frame takes, and how long a filter takes to its first page.

    python -m benchmarks.p9_grid [RECIPIENTS]

The floor of a frame is the same table of Qt's, with Qt's own model in C++ behind it that holds the same words. A
filter is measured from the query to the rows in the model, the reading thread and the way back included.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QTableView

from benchmarks.register_data import write_people
from desktop_app.base.secrets import MemorySecrets
from desktop_app.base.work import Unattended
from desktop_app.register.importing import ImportMode, import_recipients, read_table, suggest_mapping
from desktop_app.services import Services, build_services
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.grid_source import GridQuery
from desktop_app.ui.components.grid_table import GridTable
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.recipients import RecipientsPage

FRAMES = 60
GOAL_FRAME = 2.0
GOAL_FILTER_MS = 150
SEARCHES = ("hansen77", "storgata 12", "tromsø", "k", "øyvind", "0000123")
QUIET = Unattended()


def main() -> None:
    """Print the ratio of a frame, and the milliseconds of each filter."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    application = QApplication([])
    theme = Theme(application)
    with (
        tempfile.TemporaryDirectory() as home,
        build_services(Path(home) / "data", secrets=MemorySecrets()) as services,
    ):
        _fill(services, write_people(Path(home) / "people.csv", count))
        window = MainWindow(services, theme)
        window.resize(1366, 768)
        window.show()
        window.go("recipients")
        page = window.page()
        assert isinstance(page, RecipientsPage)
        _wait_until(lambda: page.grid.model.loaded)
        _frames(application, page.grid.table, count)
        _filters(page)
        window.close()


def _fill(services: Services, people: Path) -> None:
    table = read_table(people)
    mapping = suggest_mapping(table.headings)
    clock = services.clock
    import_recipients(
        services.database, table, mapping, ImportMode.ADD, dry_run=False, clock=clock, context=QUIET
    )
    services.register.refresh_search_index(QUIET)


def _frames(application: QApplication, ours: GridTable, count: int) -> None:
    """Draw both again and again, a row further each time; the rows are there already."""
    floor = _same_in_qt(ours)
    application.processEvents()
    taken: dict[QTableView, list[float]] = {ours: [], floor: []}
    for number in range(FRAMES):
        for table in (ours, floor):
            table.verticalScrollBar().setValue(number * 32)
            began = time.perf_counter()
            table.viewport().grab()
            taken[table].append(time.perf_counter() - began)
    mine, theirs = (statistics.median(taken[table]) * 1000 for table in (ours, floor))
    print(
        f"P9 a frame over {count} recipients: Qt's own model {theirs:.1f} ms, Brevdue {mine:.1f} ms, "
        f"ratio {mine / theirs:.2f} (goal at most {GOAL_FRAME})"
    )
    floor.close()


def _same_in_qt(ours: GridTable) -> QTableView:
    """Qt's table with Qt's model, the same words, columns and size."""
    source = ours.model()
    model = QStandardItemModel(min(source.rowCount(), FRAMES + 200), source.columnCount())
    for row in range(model.rowCount()):
        for place in range(model.columnCount()):
            model.setItem(row, place, QStandardItem(str(source.index(row, place).data() or "Has Digipost")))
    table = QTableView()
    table.setModel(model)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ours.verticalHeader().defaultSectionSize())
    table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    table.resize(ours.size())
    for place in range(model.columnCount()):
        table.setColumnWidth(place, ours.columnWidth(place))
        table.setColumnHidden(place, ours.isColumnHidden(place))
    table.show()
    return table


def _filters(page: RecipientsPage) -> None:
    model = page.grid.model
    for words in SEARCHES:
        milliseconds = []
        for _ in range(3):
            loop = QEventLoop()
            model.arrived.connect(loop.quit)
            began = time.perf_counter()
            model.ask(GridQuery(search=words, sort="name"))
            loop.exec()  # idle, as the window is: a thread that looks again and again holds up the one that reads
            milliseconds.append((time.perf_counter() - began) * 1000)
            model.arrived.disconnect(loop.quit)
            _wait_until(lambda: model.is_counted)
        found, middle = model.rowCount(), statistics.median(milliseconds)
        print(f"P9 filter “{words}”: {middle:.0f} ms to the first of {found} (goal {GOAL_FILTER_MS})")


def _wait_until(there: Callable[[], bool]) -> None:
    loop = QEventLoop()
    watch = QTimer(interval=0)
    watch.timeout.connect(lambda: loop.quit() if there() else None)
    watch.start()
    loop.exec()
    watch.stop()


if __name__ == "__main__":
    main()

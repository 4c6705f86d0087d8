"""What the look promises to everybody: the keyboard's place is seen, contrast is followed, scaling cuts nothing."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QListWidget,
    QPlainTextEdit,
    QRadioButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.base.texts import text
from desktop_app.ui import appearance
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.buttons import Button, ButtonKind, IconButton
from desktop_app.ui.components.form import line_edit
from desktop_app.ui.components.grid_source import Status
from desktop_app.ui.components.layout import column
from desktop_app.ui.components.rows import ActRow, ChoiceCard
from desktop_app.ui.components.status_chip import StatusChip
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import DARK, GRID_STRENGTH, LIGHT, Colours, Tone, contrast
from tools.texts import ROOT

SCHEMES = pytest.mark.parametrize(("scheme", "colours"), [("light", LIGHT), ("dark", DARK)])
SEEN = 3.0
"""What WCAG 2.2 asks of the parts of a control that tell its state."""
LEAST_RING_PIXELS = 20


def _list(face: str) -> Callable[[UiContext], QWidget]:
    def make(_context: UiContext) -> QWidget:
        found = QListWidget()
        found.setProperty("face", face)
        found.addItems(["One", "Two"])
        found.setCurrentRow(0)
        return found

    return make


def _button(kind: ButtonKind) -> Callable[[UiContext], QWidget]:
    return lambda context: Button(context.theme, "Send", kind=kind)


KINDS: dict[str, Callable[[UiContext], QWidget]] = {
    **{f"button {kind.value}": _button(kind) for kind in ButtonKind},
    "icon button": lambda context: IconButton(context.theme, "copy", "Copy"),
    "row": lambda context: ActRow(context.theme, "info", Tone.TEXT, "A line", "", "View", lambda: None),
    "card": lambda context: ChoiceCard(context.theme, "send", "A way", "What it does.", lambda: None),
    "chip": lambda context: StatusChip(context, Status(text("Done"), Tone.DONE, "done", text("It ran."))),
    "line": lambda _context: line_edit(),
    "text": lambda _context: QPlainTextEdit(),
    "choice": lambda _context: QComboBox(),
    "number": lambda _context: QSpinBox(),
    "tick": lambda _context: QCheckBox("Tick"),
    "one of": lambda _context: QRadioButton("One"),
    "list": _list(""),
    "index": _list("index"),
}


@SCHEMES
def test_the_keyboard_s_place_is_seen_on_every_kind_of_part(
    qtbot: QtBot, theme: Theme, context: UiContext, scheme: str, colours: Colours
) -> None:
    theme.choose(scheme)
    parts = {kind: make(context) for kind, make in KINDS.items()}
    holder, other = QWidget(), line_edit()
    qtbot.addWidget(holder)
    holder.setProperty("face", "page")
    holder.setLayout(column(other, *parts.values()))
    holder.show()
    holder.activateWindow()
    qtbot.waitUntil(holder.isActiveWindow)
    unseen = [kind for kind, part in parts.items() if ring_of(part, other, colours) < LEAST_RING_PIXELS]
    theme.choose("light")
    assert unseen == []


def ring_of(part: QWidget, other: QWidget, colours: Colours) -> int:
    """How many points change to a colour that stands out when a part gets the keyboard."""
    other.setFocus()
    before = part.grab().toImage()
    part.setFocus()
    changed = changed_colours(before, part.grab().toImage())
    return sum(contrast(colour, colours.surface) >= SEEN for colour in changed)


def changed_colours(before: QImage, after: QImage) -> list[str]:
    """The new colour of each point that is not what it was."""
    return [
        after.pixelColor(x, y).name()
        for y in range(min(before.height(), after.height()))
        for x in range(min(before.width(), after.width()))
        if before.pixel(x, y) != after.pixel(x, y)
    ]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_rings_bars_and_icons_stand_out_from_what_is_behind_them(colours: Colours) -> None:
    for behind in (colours.window, colours.surface, colours.divider):
        assert contrast(colours.primary, behind) >= SEEN
    for tone in Tone:
        if tone is not Tone.ON_PRIMARY:
            assert contrast(colours.of(tone), colours.tint(Tone.PRIMARY, GRID_STRENGTH)) >= SEEN


def test_high_contrast_is_followed_while_the_program_runs(
    theme: Theme, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's switch cannot be thrown here; what Qt tells when it is thrown can."""
    system = QPalette(QColor("#000000"))
    system.setColor(QPalette.ColorRole.WindowText, QColor("#ffff00"))
    monkeypatch.setattr(appearance, "_high_contrast", lambda: True)
    monkeypatch.setattr(theme, "_system_palette", system)
    theme.choose(None)
    try:
        qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())
        assert theme.colours.text == "#ffff00"
        assert theme.colours.problem == theme.colours.text, "meaning is carried by words and icons"
    finally:
        monkeypatch.undo()
        theme.choose("light")


SCALED = """
import sys, tempfile
from pathlib import Path
from PySide6.QtWidgets import QApplication
from desktop_app.ui.appearance import Theme
from desktop_app.ui.main_window import MainWindow
from tests.helpers.looking import cut_texts, overflowing
from tests.helpers.stage import MAILINGS, staged_services
from tools.camera import settle
application = QApplication([])
theme = Theme(application)
with tempfile.TemporaryDirectory() as folder:
    with staged_services(Path(folder), 412, MAILINGS, language="nb") as services:
        window = MainWindow(services, theme, language="nb")
        window.resize(1024, 700)
        window.show()
        for page, where in (("home", {}), ("mailings", {"mailing": 9})):
            window.go(page, **where)
            settle(window)
            print(page, window.grab().width(), cut_texts(window) + overflowing(window))
        window.close()
"""


@pytest.mark.parametrize(("factor", "pixels"), [("1.5", 1536), ("2", 2048)])
def test_nothing_is_cut_when_the_screen_is_scaled(factor: str, pixels: int) -> None:
    surroundings = {**os.environ, "QT_SCALE_FACTOR": factor, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", SCALED],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == [f"{page} {pixels} []" for page in ("home", "mailings")]

"""How the theme's roles reach Qt: palette, fonts, icons and style sheet, following the system live."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop_app.ui.icons import Icons
from desktop_app.ui.style_sheet import ArrowFiles, style_sheet
from desktop_app.ui.theme import BOLD_ROLES, DARK, LIGHT, TYPE_SCALE, Colours, TextRole, Tone


class Theme(QObject):
    """The look of one running window: which colours hold now, fonts by role, icons in a tone.

    Made once beside the QApplication and handed down. `changed` is emitted after light or dark was switched. Made not
    `dressed` it has colours and fonts, all that the picture at the start needs; `dress` follows before any other.
    """

    changed = Signal()

    def __init__(self, application: QApplication, *, dressed: bool = True) -> None:
        super().__init__(application)
        self._application = application
        self._chosen: str | None = None
        self._system_palette = QPalette(application.palette())
        self._body_points = _points(application.font())
        self._arrows = QTemporaryDir()
        self.icons = Icons()
        self.colours = self._wanted()
        if dressed:
            self.dress()

    def dress(self) -> None:
        """Give the application its style, and follow the system from here on."""
        self._application.setStyle(QStyleFactory.create("Fusion"))
        self._apply()
        hints = self._application.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        accessibility = getattr(hints, "accessibility", None)
        if accessibility is not None:
            accessibility().contrastPreferenceChanged.connect(self._follow)

    def choose(self, scheme: str | None) -> None:
        """Hold on to "light" or "dark", or follow the system again with None."""
        self._chosen = scheme
        self._follow()

    def take_system_font(self) -> None:
        """Take the system's own size of type anew; what is built from then on has it."""
        self._body_points = _points(self._application.font())

    def font(self, role: TextRole) -> QFont:
        """The system's font in the size and weight of a role."""
        if role is TextRole.FIXED:
            font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        else:
            font = QFont(self._application.font())
        font.setPointSizeF(self._body_points * TYPE_SCALE[role] / TYPE_SCALE[TextRole.BODY])
        font.setWeight(QFont.Weight.DemiBold if role in BOLD_ROLES else QFont.Weight.Normal)
        return font

    def colour(self, tone: Tone) -> QColor:
        """The colour of a tone in the present scheme."""
        return QColor(self.colours.of(tone))

    def on_change(self, owner: QObject, refresh: Callable[[], None]) -> None:
        """Call `refresh` now and after each change of the look, as long as `owner` lives."""
        refresh()
        relay = _Relay(owner, refresh)
        self.changed.connect(relay.run)

    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted != self.colours:
            self.colours = wanted
            self._apply()
            self.changed.emit()

    def _wanted(self) -> Colours:
        if self._chosen is None and _high_contrast():
            return high_contrast_colours(self._system_palette)
        if self._chosen is not None:
            return DARK if self._chosen == "dark" else LIGHT
        scheme = QGuiApplication.styleHints().colorScheme()
        return DARK if scheme is Qt.ColorScheme.Dark else LIGHT

    def _apply(self) -> None:
        self._application.setPalette(palette_of(self.colours))
        self._application.setStyleSheet(style_sheet(self.colours, self._write_arrows()))

    def _write_arrows(self) -> ArrowFiles:
        folder, colours, write = self._arrows.path(), self.colours, self.icons.write_coloured
        return ArrowFiles(
            down=write(folder, "chevron-down", colours.quiet),
            up=write(folder, "chevron-up", colours.quiet),
            bright_down=write(folder, "chevron-down", colours.on_primary),
            tick=write(folder, "check", colours.on_primary),
        )


class _Relay(QObject):
    """Carries the theme's signal to a plain function, and ends with its owner."""

    def __init__(self, owner: QObject, refresh: Callable[[], None]) -> None:
        super().__init__(owner)
        self._refresh = refresh

    def run(self) -> None:
        self._refresh()


def palette_of(colours: Colours) -> QPalette:
    """Qt's palette for a set of colours."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.window,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.window,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.Button: colours.surface,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.ToolTipBase: colours.surface,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.quiet,
        QPalette.ColorRole.Highlight: colours.primary,
        QPalette.ColorRole.HighlightedText: colours.on_primary,
        QPalette.ColorRole.Accent: colours.primary,
        QPalette.ColorRole.Link: colours.primary,
        QPalette.ColorRole.LinkVisited: colours.primary,
        QPalette.ColorRole.BrightText: colours.problem,
        QPalette.ColorRole.Light: colours.surface,
        QPalette.ColorRole.Midlight: colours.divider,
        QPalette.ColorRole.Mid: colours.divider,
        QPalette.ColorRole.Dark: colours.control_line,
        QPalette.ColorRole.Shadow: colours.control_line,
    }
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.quiet))
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, QColor(colours.divider))
    return palette


def high_contrast_colours(system: QPalette) -> Colours:
    """Colours taken from the system's own palette, for people who chose high contrast there.

    Tones are the system's text colour: the words and icons beside them carry the meaning.
    """
    window, words = system.window().color(), system.windowText().color().name()
    chosen = system.highlight().color().name()
    return Colours(
        dark=window.lightness() < 128,
        window=window.name(),
        surface=system.base().color().name(),
        text=words,
        quiet=words,
        divider=words,
        control_line=words,
        primary=chosen,
        primary_pressed=chosen,
        on_primary=system.highlightedText().color().name(),
        done=words,
        attention=words,
        problem=words,
        working=words,
        training=words,
    )


def _high_contrast() -> bool:
    """True when the system asks for high contrast (Qt tells this from 6.10 on)."""
    hints = QGuiApplication.styleHints()
    accessibility = getattr(hints, "accessibility", None)
    if accessibility is None:
        return False
    return bool(accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)


def _points(font: QFont) -> float:
    """The font's size in points, also where the system gives pixels."""
    if font.pointSizeF() > 0:
        return font.pointSizeF()
    return font.pixelSize() * 72 / QGuiApplication.primaryScreen().logicalDotsPerInch()

"""Form fields: the label above, help under the field, and an error in the help's place."""

from datetime import date

from PySide6.QtCore import QDate, QLocale
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QDateEdit, QLineEdit, QWidget

from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.labels import Label, restyle
from desktop_app.ui.components.layout import column
from desktop_app.ui.components.mnemonics import FieldLabel
from desktop_app.ui.theme import Size, Space, TextRole, Tone

_DATES = {"nb": "dd.MM.yyyy", "sv": "yyyy-MM-dd", "en": "d MMM yyyy"}
"""How each language writes a date, with all of the year. Qt's own short English date begins with the month."""


class FormField(QWidget):
    """One field with its words. The place under it is kept, so that nothing jumps when an error comes or goes."""

    def __init__(
        self,
        theme: Theme,
        label: str,
        field: QWidget,
        help_text: str = "",
        *,
        keep_place: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.field = field
        self._help_text = help_text
        self._keep_place = keep_place
        self._field_changed = False
        self.label = FieldLabel(theme, label, field)
        self.help = Label(theme, help_text, TextRole.HELP, Tone.QUIET, wrap=True)
        self.help.setMaximumWidth(Size.FORM_WIDTH)
        if isinstance(field, QCheckBox):
            self.help.setContentsMargins(Space.PAGE, 0, 0, 0)  # under the box's words, not under the box
        self.setLayout(column(self.label, field, self.help, space=Space.HAIR))
        self.setMaximumWidth(Size.FORM_WIDTH)
        field.setAccessibleName(label)
        self._describe(help_text, Tone.QUIET)

    def show_error(self, words: str) -> None:
        """Say what is wrong with what stands in the field; an empty string brings the help back."""
        if words:
            self._describe(words, Tone.PROBLEM)
        else:
            self._describe(self._help_text, Tone.QUIET)
        restyle(self.field, wrong=bool(words))

    def show_note(self, words: str, tone: Tone = Tone.QUIET) -> None:
        """Say something else in the help's place, such as what a check found."""
        self._describe(words or self._help_text, tone)

    def set_help(self, words: str) -> None:
        """Change the help."""
        self._help_text = words
        self.show_error("")

    @property
    def has_error(self) -> bool:
        """True while an error stands under the field."""
        return bool(self.field.property("wrong"))

    def _describe(self, words: str, tone: Tone) -> None:
        self.help.setText(words)
        self.help.set_tone(tone)
        self.help.setVisible(bool(words) or self._keep_place)
        self.field.setAccessibleDescription(words)


def line_edit(text: str = "", placeholder: str = "", *, secret: bool = False) -> QLineEdit:
    """A field for one line of text."""
    edit = QLineEdit(text)
    edit.setPlaceholderText(placeholder)
    if secret:
        edit.setEchoMode(QLineEdit.EchoMode.Password)
    return edit


def inset(box: QAbstractSpinBox) -> None:
    """Keep a number or a time off the left edge: Qt gives a box with arrows no padding of the style sheet."""
    box.lineEdit().setTextMargins(Space.ROW, 0, 0, 0)


def choice(options: list[tuple[str, str]], chosen: str | None = None) -> QComboBox:
    """A drop-down list of (key, words); `currentData()` is the key."""
    box = QComboBox()
    for key, words in options:
        box.addItem(words, key)
    if chosen is not None:
        box.setCurrentIndex(max(box.findData(chosen), 0))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box


def date_edit(language: str, day: date) -> QDateEdit:
    """A field for a date, written as the language writes it, with a calendar to choose from."""
    edit = QDateEdit(QDate(day.year, day.month, day.day))
    edit.setLocale(QLocale(language))
    edit.setDisplayFormat(_DATES[language])
    edit.setCalendarPopup(True)
    edit.setFixedWidth(5 * Size.CONTROL)
    return edit

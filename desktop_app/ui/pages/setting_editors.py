"""One editor a setting, made from its declaration: checked as one types, kept as soon as it is right."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLineEdit, QWidget

from desktop_app.base.errors import BrevdueError
from desktop_app.base.settings import Setting, SettingType
from desktop_app.base.texts import text
from desktop_app.ui.components.buttons import Button, IconButton
from desktop_app.ui.components.form import FormField, choice, line_edit
from desktop_app.ui.components.layout import row
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Size, Space, Tone

_SHORT_FIELD = 160


class SettingEditor(QWidget):
    """One setting in the settings page. `changed` comes after its value was kept."""

    changed = Signal(str)

    def __init__(self, context: UiContext, setting: Setting) -> None:
        super().__init__()
        self.context, self.setting = context, setting
        self.setMaximumWidth(Size.FORM_WIDTH)
        self.words = " ".join(context.say(each) for each in (setting.label, setting.help)) + " " + setting.key
        """What a search in the settings looks at."""

    def matches(self, search: str) -> bool:
        """Whether the setting has these words in its label, help or key."""
        return search.casefold() in self.words.casefold()

    def _keep(self, written: str) -> bool:
        """Keep a value that is right. False when it could not be kept."""
        settings = self.context.services.settings
        if self.setting.problem_with(written) is not None:
            return False
        if settings.declaration(self.setting.key).write(settings.get(self.setting.key)) != written.strip():
            settings.set(self.setting.key, written)
            self.changed.emit(self.setting.key)
        return True

    def _written(self) -> str:
        return self.setting.write(self.context.services.settings.get(self.setting.key))


class TextEditor(SettingEditor):
    """A setting that is typed: text, a number, a file or a folder."""

    def __init__(self, context: UiContext, setting: Setting) -> None:
        super().__init__(context, setting)
        say, theme = context.say, context.theme
        self.edit = line_edit(self._written(), setting.write(setting.default))
        self.field = FormField(theme, say(setting.label), self.edit, say(setting.help))
        if setting.type is SettingType.INTEGER:
            self.edit.setMaximumWidth(_SHORT_FIELD)
        self.edit.textChanged.connect(self._judge)
        self.edit.editingFinished.connect(self._finish)
        self._reset = IconButton(theme, "refresh", say(text("Back to the default")), self._go_back)
        parts = row(self.field, space=Space.ROW)
        if setting.type in {SettingType.FILE, SettingType.FOLDER}:
            self._add_browse()
        parts.setStretch(0, 1)
        self.setLayout(parts)
        self._beside(self._reset)
        self._judge()

    def _beside(self, part: QWidget) -> None:
        """Put a button to the right of the field, on its line."""
        layout = self.field.layout()
        assert layout is not None
        layout.removeWidget(self.edit)
        line = row(self.edit, part, space=Space.HAIR)
        if self.setting.type is SettingType.INTEGER:
            line.addStretch(1)
        layout.insertLayout(1, line)  # type: ignore[attr-defined]

    def _add_browse(self) -> None:
        icon = "file" if self.setting.type is SettingType.FILE else "folder"
        action = self.edit.addAction(
            self.context.theme.icons.icon(icon, self.context.theme.colours.quiet),
            QLineEdit.ActionPosition.TrailingPosition,
        )
        action.setToolTip(self.context.say(text("Browse…")))
        action.triggered.connect(self._browse)

    def _browse(self) -> None:
        title = self.context.say(self.setting.label)
        if self.setting.type is SettingType.FOLDER:
            chosen = QFileDialog.getExistingDirectory(self, title, self.edit.text())
        else:
            chosen, _kind = QFileDialog.getOpenFileName(self, title, self.edit.text())
        if chosen:
            self.edit.setText(chosen)
            self._finish()

    def _judge(self) -> None:
        problem = self.setting.problem_with(self.edit.text())
        self.field.show_error(self.context.say(problem) if problem is not None else "")
        written = self.edit.text().strip()
        self._reset.setVisible(bool(written) and written != self.setting.write(self.setting.default))

    def _finish(self) -> None:
        self._keep(self.edit.text())

    def _go_back(self) -> None:
        self.context.services.settings.reset(self.setting.key)
        self.edit.setText(self._written())
        self.edit.setFocus()
        self.changed.emit(self.setting.key)


class FlagEditor(SettingEditor):
    """A setting that is on or off."""

    def __init__(self, context: UiContext, setting: Setting) -> None:
        super().__init__(context, setting)
        say = context.say
        self.box = QCheckBox(say(setting.label).replace("&", "&&"))
        self.box.setChecked(context.services.settings.flag(setting.key))
        field = FormField(context.theme, "", self.box, say(setting.help))
        field.label.hide()
        self.box.setAccessibleName(say(setting.label))
        self.box.toggled.connect(lambda on: self._keep("true" if on else "false"))
        self.setLayout(row(field))


class ChoiceEditor(SettingEditor):
    """A setting with a few values to choose from."""

    def __init__(self, context: UiContext, setting: Setting) -> None:
        super().__init__(context, setting)
        say = context.say
        options = [(key, say(words)) for key, words in (setting.choices or {}).items()]
        self.box: QComboBox = choice(options, self._written())
        field = FormField(context.theme, say(setting.label), self.box, say(setting.help))
        self.box.currentIndexChanged.connect(lambda _index: self._keep(str(self.box.currentData())))
        self.setLayout(row(field))


@dataclass(frozen=True, slots=True)
class _Kept:
    """Whether a secret is there, and whether it outlives the program."""

    there: bool
    lasting: bool


class SecretEditor(SettingEditor):
    """A secret: never shown, typed once, kept in the computer's keyring. The keyring is asked off this thread."""

    def __init__(self, context: UiContext, setting: Setting) -> None:
        super().__init__(context, setting)
        say, theme = context.say, context.theme
        self.edit = line_edit(secret=True)
        self.field = FormField(theme, say(setting.label), self.edit, say(setting.help))
        self._store = Button(theme, say(text("Store")), self._store_typed)
        self._store.setEnabled(False)
        self._remove = IconButton(theme, "trash", say(text("Forget the secret")), self._forget)
        self._remove.hide()
        self.edit.textChanged.connect(lambda words: self._store.setEnabled(bool(words)))
        self.edit.returnPressed.connect(self._store_typed)
        layout = self.field.layout()
        assert layout is not None
        layout.removeWidget(self.edit)
        layout.insertLayout(1, row(self.edit, self._store, self._remove, space=Space.ROW))  # type: ignore[attr-defined]
        self.setLayout(row(self.field))
        self._look()

    def _look(self) -> None:
        secrets, key = self.context.services.secrets, self.setting.key
        self.context.reader.read(
            self, lambda: _Kept(secrets.get(key) is not None, secrets.lasting), self._show, self._fail
        )

    def _show(self, kept: _Kept) -> None:
        say = self.context.say
        self.edit.setPlaceholderText(say(text("Stored, not shown")) if kept.there else "")
        self._remove.setVisible(kept.there)
        if not kept.lasting:
            words = text(
                "This computer has no keyring: the secret is kept until the program closes, and then asked again."
            )
            self.field.show_note(say(words), Tone.ATTENTION)

    def _store_typed(self) -> None:
        typed = self.edit.text()
        if typed:
            self.edit.clear()
            self._set(typed)

    def _forget(self) -> None:
        self._set("")

    def _set(self, value: str) -> None:
        secrets, key = self.context.services.secrets, self.setting.key
        self.context.reader.read(self, lambda: secrets.set(key, value), self._was_set, self._fail)

    def _was_set(self, _nothing: None) -> None:
        self.changed.emit(self.setting.key)
        self._look()

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, BrevdueError):
            self.field.show_error(self.context.say(error.message))
        else:
            self.context.navigator.show_error(error)


EDITORS: dict[SettingType, Callable[[UiContext, Setting], SettingEditor]] = {
    SettingType.FLAG: FlagEditor,
    SettingType.CHOICE: ChoiceEditor,
    SettingType.SECRET: SecretEditor,
}


def editor_of(context: UiContext, setting: Setting) -> SettingEditor:
    """The editor that fits a setting's type."""
    return EDITORS.get(setting.type, TextEditor)(context, setting)

"""One editor a setting, made from its declaration: checked as one types, kept as soon as it is right."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from desktop_app.base.errors import BrevdueError
from desktop_app.base.settings import Setting, SettingType
from desktop_app.base.settings_files import ENVIRONMENT_KEY
from desktop_app.base.texts import text
from desktop_app.ui.components.buttons import Button, ButtonKind, CheckBox, IconButton
from desktop_app.ui.components.choosing import choose_file, choose_folder
from desktop_app.ui.components.form import FormField, choice, line_edit
from desktop_app.ui.components.layout import row
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Size, Space, Tone

_SHORT_FIELD = 160


class SettingEditor(QWidget):
    """One setting in the settings page. `changed` comes after its value was kept.

    Beside a value that is not the default stands the way back to it, and after going back the way to undo that.
    """

    changed = Signal(str)

    def __init__(self, context: UiContext, setting: Setting) -> None:
        super().__init__()
        say = context.say
        self.context, self.setting = context, setting
        self.setMaximumWidth(Size.FORM_WIDTH)
        self.words = " ".join(say(each) for each in (setting.label, setting.help)) + " " + setting.key
        """What a search in the settings looks at."""
        self.is_locked = context.services.settings.is_locked(setting.key)
        self.reset_button = IconButton(context.theme, "refresh", say(text("Back to the default")), self.reset)
        self.undo_button = Button(context.theme, say(text("Undo")), self.undo, kind=ButtonKind.LINK)
        self.reset_button.hide()
        self.undo_button.hide()
        self._before = ""

    def matches(self, search: str) -> bool:
        """Whether the setting has all of these words in its label, help or key."""
        words = self.words.casefold()
        return all(each in words for each in search.casefold().split())

    def reset(self) -> None:
        """Go back to the default; what stood there can be brought back as long as the page is open."""
        self._before = self._written()
        self.context.services.settings.reset(self.setting.key)
        self.show_value()
        self._bring_up_to_date(undoable=True)
        self.undo_button.setFocus()
        self.changed.emit(self.setting.key)

    def undo(self) -> None:
        """Bring back what stood there before the default."""
        self.context.services.settings.set(self.setting.key, self._before)
        self.show_value()
        self._bring_up_to_date()
        self.reset_button.setFocus()
        self.changed.emit(self.setting.key)

    # For the editors of each kind

    def _stand(self, field: FormField, control: QWidget, *, fills: bool) -> None:
        """Lay the field out, with the way back to the right of its control."""
        layout = field.layout()
        assert layout is not None
        layout.removeWidget(control)
        self._line = row(control, self.reset_button, self.undo_button, space=Space.HAIR)
        if fills:
            self._line.setStretch(0, 1)
        else:
            self._line.addStretch(1)
        layout.insertLayout(1, self._line)  # type: ignore[attr-defined]
        self.setLayout(row(field))
        if self.is_locked:
            control.setEnabled(False)
            field.set_help(self.context.say(text("Your administrator has set it.")))
        self._bring_up_to_date()

    def _bring_up_to_date(self, *, undoable: bool = False) -> None:
        is_default = self._written() == self.setting.write(self.setting.default)
        self.reset_button.setVisible(not is_default and not self.is_locked)
        self.undo_button.setVisible(undoable)

    def show_value(self) -> None:
        """Show the value as it is kept."""

    def _keep(self, written: str) -> bool:
        """Keep a value that is right. False when it could not be kept."""
        settings = self.context.services.settings
        if self.is_locked or self.setting.problem_with(written) is not None:
            return False
        if self._written() != written.strip():
            settings.set(self.setting.key, written)
            self._bring_up_to_date()
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
        is_number = setting.type is SettingType.INTEGER
        if is_number:
            self.edit.setMaximumWidth(_SHORT_FIELD)
        self._stand(self.field, self.edit, fills=not is_number)
        if setting.type in {SettingType.FILE, SettingType.FOLDER}:
            self._add_browse()
        self.edit.textChanged.connect(self._judge)
        self.edit.editingFinished.connect(self._finish)
        self._judge()

    def _add_browse(self) -> None:
        is_file = self.setting.type is SettingType.FILE
        words = text("Choose file…") if is_file else text("Choose folder…")
        self.browse = Button(
            self.context.theme, self.context.say(words), self._browse, icon="file" if is_file else "folder"
        )
        self.browse.setEnabled(not self.is_locked)
        self._line.insertSpacing(1, Space.ROW - Space.HAIR)
        self._line.insertWidget(2, self.browse)

    def _browse(self) -> None:
        title = self.context.say(self.setting.label)
        if self.setting.type is SettingType.FOLDER:
            chosen = choose_folder(self.context, self, title, self.edit.text())
        else:
            chosen = choose_file(self.context, self, title, self.edit.text())
        if chosen is not None:
            self.edit.setText(str(chosen))
            self._finish()

    def _judge(self) -> None:
        if self.is_locked:
            return
        problem = self.setting.problem_with(self.edit.text())
        self.field.show_error(self.context.say(problem) if problem is not None else "")

    def _finish(self) -> None:
        self._keep(self.edit.text())

    def show_value(self) -> None:
        self.edit.setText(self._written())


class FlagEditor(SettingEditor):
    """A setting that is on or off."""

    def __init__(self, context: UiContext, setting: Setting) -> None:
        super().__init__(context, setting)
        say = context.say
        self.box = CheckBox(say(setting.label))
        self.box.setChecked(context.services.settings.flag(setting.key))
        field = FormField(context.theme, "", self.box, say(setting.help))
        field.label.hide()
        self.box.toggled.connect(lambda on: self._keep("true" if on else "false"))
        self._stand(field, self.box, fills=False)
        self.box.setAccessibleName(say(setting.label))

    def show_value(self) -> None:
        with QSignalBlocker(self.box):
            self.box.setChecked(self.context.services.settings.flag(self.setting.key))

    def _bring_up_to_date(self, *, undoable: bool = False) -> None:
        """A tick is its own way back."""


class ChoiceEditor(SettingEditor):
    """A setting with a few values to choose from."""

    def __init__(self, context: UiContext, setting: Setting) -> None:
        super().__init__(context, setting)
        say = context.say
        options = [(key, say(words)) for key, words in (setting.choices or {}).items()]
        self.box: QComboBox = choice(options, self._written())
        self.field = FormField(context.theme, say(setting.label), self.box, say(setting.help))
        self.box.currentIndexChanged.connect(lambda _index: self._take(str(self.box.currentData())))
        self._stand(self.field, self.box, fills=False)

    def _take(self, chosen: str) -> None:
        self._keep(chosen)

    def show_value(self) -> None:
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(max(self.box.findData(self._written()), 0))

    def _bring_up_to_date(self, *, undoable: bool = False) -> None:
        """A list shows all there is, the default among it."""


class EnvironmentEditor(ChoiceEditor):
    """Which environment is open. Another one has a folder of its own, so choosing it goes over there."""

    def __init__(self, context: UiContext, setting: Setting) -> None:
        super().__init__(context, setting)
        folder = text("Its data is in {folder}.", folder=str(context.services.folder.root))
        about = text("{what} {where}", what=setting.help, where=folder)
        self.field.set_help(context.say(about))

    def _take(self, chosen: str) -> None:
        self.show_value()  # nothing of this folder changes
        if chosen != self._written():
            self.context.navigator.open_environment(chosen)


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
        self._store.set_words(say(text("Replace")) if kept.there else say(text("Store")))
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
    if setting.key == ENVIRONMENT_KEY:
        return EnvironmentEditor(context, setting)
    return EDITORS.get(setting.type, TextEditor)(context, setting)

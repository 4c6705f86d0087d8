"""The pages of the first run: a few fields each, checked as one types."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from desktop_app.base.setting_declarations.general import ENVIRONMENT_CHOICES, LANGUAGE_CHOICES
from desktop_app.base.settings_files import ENVIRONMENT_KEY, TRAINING
from desktop_app.base.texts import Text, text
from desktop_app.jobs.schedule import ScheduleView
from desktop_app.services.set_up import SetUpItem
from desktop_app.ui.components.buttons import Button, CheckBox
from desktop_app.ui.components.choosing import choose_file
from desktop_app.ui.components.form import FormField, choice, line_edit
from desktop_app.ui.components.labels import IconLabel, Label
from desktop_app.ui.components.layout import Part, Scroll, boxed, clear, column, line, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.connection_panel import ConnectionPanel
from desktop_app.ui.pages.key_panel import KeyPanel
from desktop_app.ui.theme import Size, Space, TextRole, Tone
from desktop_app.ui.wizards.pickers import Option, Options
from desktop_app.wizards.first_run import FirstRun, SetUpStep, TaskChoice

OFFERED_TASKS = ("receipts", "lookup")
"""What an office that has just begun may want to run by itself."""


class SetUpPage(QWidget):
    """One step. `changed` comes with every answer."""

    changed = Signal()

    def __init__(self, context: UiContext, run: FirstRun) -> None:
        super().__init__()
        self.context, self.run = context, run
        self.edits: dict[str, QLineEdit] = {}
        self._fields: dict[str, FormField] = {}

    def first_field(self) -> QWidget | None:
        """Where the cursor begins."""
        return next((edit for edit in self.edits.values() if edit.isEnabled()), None)

    def bring_up_to_date(self) -> None:
        """Show what is wrong, and what is known, at this moment."""
        for key, field in self._fields.items():
            problem = self.run.problem(key)
            field.show_error(self.context.say(problem) if problem is not None else "")

    def _stand(self, *parts: Part) -> None:
        margins = (Space.PAGE, Space.CARD, Space.PAGE, Space.PAGE)
        self.setLayout(column(Scroll(column(*parts, None, space=Space.CARD), margins)))

    def _field(self, key: str, label: Text | None = None, help_text: Text | None = None) -> FormField:
        """A field for a setting, with the setting's own words unless the first run has better ones."""
        say, setting = self.context.say, self.context.services.settings.declaration(key)
        edit = line_edit(self.run.written(key), setting.write(setting.default))
        field = FormField(
            self.context.theme, say(label or setting.label), edit, say(help_text or setting.help)
        )
        if self.run.is_locked(key):
            edit.setEnabled(False)
            field.set_help(say(text("Your administrator has set it.")))
        edit.textChanged.connect(lambda words, key=key: self._type(key, words))
        self.edits[key], self._fields[key] = edit, field
        return field

    def _type(self, key: str, words: str) -> None:
        self.run.type(key, words)
        self.changed.emit()

    def _choose_file(self, key: str) -> None:
        title = self.context.say(self.context.services.settings.declaration(key).label)
        chosen = choose_file(self.context, self, title, self.edits[key].text())
        if chosen is not None:
            self.edits[key].setText(str(chosen))


class LanguagePage(SetUpPage):
    """The language, which changes at once, and what this folder is for."""

    def __init__(self, context: UiContext, run: FirstRun) -> None:
        super().__init__(context, run)
        say = context.say
        options = [(key, say(words)) for key, words in LANGUAGE_CHOICES.items()]
        self.language: QComboBox = choice(options, run.written("app.language"))
        self.language.setEnabled(not run.is_locked("app.language"))
        self.language.currentIndexChanged.connect(lambda _index: self._speak())
        field = FormField(context.theme, say(text("Language")), self.language, keep_place=False)
        self.environment = context.services.settings.text(ENVIRONMENT_KEY)
        self.environments = Options(
            context, [Option(key, say(words), say(_ABOUT[key])) for key, words in ENVIRONMENT_CHOICES.items()]
        )
        self.environments.show_choice(self.environment)
        self.environments.chosen.connect(self._choose_environment)
        head = Label(context.theme, say(text("What do you want to start with?")), TextRole.STRONG)
        self._stand(row(field, None), head, self.environments)

    def first_field(self) -> QWidget | None:
        return self.language

    def _speak(self) -> None:
        """Everything speaks the language at once, and this page stays in front."""
        self.run.type("app.language", str(self.language.currentData()))
        self.context.services.settings.set("app.language", self.run.written("app.language"))
        self.context.navigator.start_over()

    def _choose_environment(self, key: str) -> None:
        self.environment = key
        self.changed.emit()


_ABOUT: Mapping[str, Text] = {
    "production": text("Letters to real people, through your account at Digipost."),
    "test": text(
        "Your test account at Digipost: everything works as in production, but nothing is delivered."
    ),
    TRAINING: text("Invented people and a Digipost on this computer. Nothing has to be set up."),
}


class OrganisationPage(SetUpPage):
    """Who sends."""

    def __init__(self, context: UiContext, run: FirstRun) -> None:
        super().__init__(context, run)
        self._stand(
            self._field(
                "print.return_name",
                text("Your organisation's name"),
                text("As you write it on an envelope. It is the first line of the return address."),
            ),
            self._field("digipost.sender_id"),
            self._field("digipost.processor_id"),
        )


class DigipostPage(SetUpPage):
    """The account, the key, and the first look at the server."""

    def __init__(self, context: UiContext, run: FirstRun) -> None:
        super().__init__(context, run)
        say, theme = context.say, context.theme
        key_field = self._field(
            "digipost.key_file", help_text=text("Choose the file you have, or make one below.")
        )
        browse = Button(
            theme, say(text("Choose file…")), lambda: self._choose_file("digipost.key_file"), icon="file"
        )
        layout = key_field.layout()
        assert layout is not None
        edit = self.edits["digipost.key_file"]
        layout.removeWidget(edit)
        layout.insertLayout(1, row(edit, browse, space=Space.HAIR))  # type: ignore[attr-defined]
        self.key = KeyPanel(context)
        self.key.made.connect(self._show_key)
        self.connection = ConnectionPanel(context)
        self.connection.test_button.pressed.connect(self._keep)
        self._stand(
            self._field("digipost.user"),
            key_field,
            self.key,
            line(),
            Label(theme, say(text("Does it work?")), TextRole.STRONG),
            self.connection,
        )

    def first_field(self) -> QWidget | None:
        return self.edits["digipost.user"]

    def _show_key(self) -> None:
        self.edits["digipost.key_file"].setText(self.context.services.settings.text("digipost.key_file"))

    def _keep(self) -> None:
        """A test is about what stands in the fields."""
        if self.run.why_not is None:
            self.run.keep()
            self.key.refresh()


class ReturnAddressPage(SetUpPage):
    """Four lines."""

    def __init__(self, context: UiContext, run: FirstRun) -> None:
        super().__init__(context, run)
        postcode = self._field("print.return_postcode", text("Postcode"))
        postcode.setFixedWidth(4 * Size.CONTROL)
        city = self._field("print.return_city", text("City"))
        together = row(postcode, city, space=Space.CARD)
        for field in (postcode, city):  # one's help may be longer than the other's
            together.setAlignment(field, Qt.AlignmentFlag.AlignTop)
        place = boxed(together)
        place.setMaximumWidth(Size.FORM_WIDTH)
        self._stand(
            self._field("print.return_name", text("Name")),
            self._field("print.return_address1", text("Address")),
            place,
        )

    def first_field(self) -> QWidget | None:
        return self.edits["print.return_name"]


class SchedulePage(SetUpPage):
    """What runs by itself, and whether Digis is used."""

    def __init__(self, context: UiContext, run: FirstRun) -> None:
        super().__init__(context, run)
        say = context.say
        self._tasks = column(space=Space.CARD)
        self.boxes: dict[str, CheckBox] = {}
        title = say(text("We send new members to Digis"))
        self.digis = CheckBox(title)
        self.digis.setChecked(run.written("digis.enabled") == "true")
        self.digis.setEnabled(not run.is_locked("digis.enabled"))
        self.digis.toggled.connect(lambda on: self._type("digis.enabled", "true" if on else "false"))
        about = text("For gyms with the loyalty app. The rest is set up under Digis in the menu.")
        self._stand(self._tasks, line(), self._tick(self.digis, title, about))
        context.reader.read(self, self._read, self._show)

    def first_field(self) -> QWidget | None:
        return next(iter(self.boxes.values()), self.digis)

    def _read(self) -> list[ScheduleView]:
        return [view for view in self.context.services.schedule.views() if view.name in OFFERED_TASKS]

    def _show(self, views: Sequence[ScheduleView]) -> None:
        self.run.tasks = [
            TaskChoice(view.name, view.title, view.rule.words(), view.enabled) for view in views
        ]
        clear(self._tasks)
        for task in self.run.tasks:
            title = self.context.say(task.title)
            box = CheckBox(title)
            box.setChecked(task.enabled)
            box.toggled.connect(lambda on, name=task.name: self.run.switch_task(name, on=on))
            self.boxes[task.name] = box
            self._tasks.addWidget(self._tick(box, title, task.when))

    def _tick(self, box: CheckBox, title: str, about: Text) -> FormField:
        field = FormField(self.context.theme, title, box, self.context.say(about))
        field.label.hide()
        return field


class DonePage(SetUpPage):
    """What is there and what is missing, and the way to a training mailing."""

    def __init__(self, context: UiContext, run: FirstRun) -> None:
        super().__init__(context, run)
        say, theme = context.say, context.theme
        self._items = column(space=Space.ROW)
        self._missing = Label(
            theme, say(text("What is missing stands on Home until it is there.")), tone=Tone.QUIET, wrap=True
        )
        about = text(
            "It opens the training environment, which has a folder of its own, with 48 invented people "
            "and their letters. You can come back through the settings."
        )
        self._stand(
            Label(theme, say(text("How far the set-up has come")), TextRole.STRONG),
            self._items,
            self._missing,
            line(),
            Label(theme, say(text("A training mailing")), TextRole.STRONG),
            Label(theme, say(about), tone=Tone.QUIET, wrap=True),
        )

    def bring_up_to_date(self) -> None:
        """Look anew at what is set up."""
        self.context.reader.read(self, self.context.services.set_up.items, self._show)

    def _show(self, items: Sequence[SetUpItem]) -> None:
        clear(self._items)
        for item in items:
            self._items.addLayout(self._line(item))
        self._missing.setVisible(not all(item.done for item in items))

    def _line(self, item: SetUpItem) -> QHBoxLayout:
        theme, say = self.context.theme, self.context.say
        if item.done:
            icon, tone, words = "done", Tone.DONE, item.title
        elif item.needed:
            icon, tone, words = "attention", Tone.ATTENTION, text("{item}: missing", item=item.title)
        else:
            icon, tone, words = "neutral", Tone.QUIET, text("{item}: not yet", item=item.title)
        picture = IconLabel(theme, icon, tone, Size.SMALL_ICON + 2)
        return row(picture, Label(theme, say(words)), None, space=Space.FIELD)


PageMaker = Callable[[UiContext, FirstRun], SetUpPage]
PAGES: Mapping[SetUpStep, PageMaker] = {
    SetUpStep.LANGUAGE: LanguagePage,
    SetUpStep.ORGANISATION: OrganisationPage,
    SetUpStep.DIGIPOST: DigipostPage,
    SetUpStep.RETURN_ADDRESS: ReturnAddressPage,
    SetUpStep.SCHEDULE: SchedulePage,
    SetUpStep.DONE: DonePage,
}
"""The page of each step."""

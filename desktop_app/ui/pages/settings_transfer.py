"""Settings to a file and back in the window: what would change is shown first, then all of it is taken or none."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from desktop_app import __version__
from desktop_app.base.settings import Setting, SettingType
from desktop_app.base.settings_files import (
    ENVIRONMENT_KEY,
    ImportPlan,
    plan_import,
    read_settings_file,
    write_settings_file,
)
from desktop_app.base.texts import Text, plural, text
from desktop_app.ui.components.buttons import ButtonKind
from desktop_app.ui.components.choosing import choose_file, choose_file_to_save
from desktop_app.ui.components.dialogs import PlainDialog, show_message
from desktop_app.ui.components.labels import ElidedLabel, Label
from desktop_app.ui.components.layout import column
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import TextRole, Tone


def export_settings(context: UiContext, parent: QWidget) -> None:
    """Ask where to, and write the file."""
    say, settings = context.say, context.services.settings
    name = f"brevdue-{settings.text(ENVIRONMENT_KEY)}.json"
    title, kind = say(text("Export the settings")), f"{say(text('Settings'))} (*.json)"
    chosen = choose_file_to_save(context, parent, title, name, kind)
    if chosen is not None:
        context.reader.read(
            parent,
            lambda: write_settings_file(settings, chosen, __version__),
            lambda keys: _tell_exported(context, chosen, len(keys)),
        )


def _tell_exported(context: UiContext, file: Path, count: int) -> None:
    done = plural(
        "{count} setting is in {file}. Secrets and the key itself are not in it.",
        "{count} settings are in {file}. Secrets and the key itself are not in it.",
        count=count,
        file=str(file),
    )
    show_message(context, text("The settings are exported."), done)


def import_settings(context: UiContext, parent: QWidget, changed: Callable[[], None]) -> None:
    """Ask which file, show what it would change, and change that if the person agrees."""
    say, settings = context.say, context.services.settings
    title, kind = say(text("Import settings")), f"{say(text('Settings'))} (*.json)"
    chosen = choose_file(context, parent, title, str(Path.home()), kind)
    if chosen is None:
        return

    def ask(plan: ImportPlan) -> None:
        context.front.when_free(parent, lambda: show(plan))

    def show(plan: ImportPlan) -> None:
        dialog = ImportDialog(context, plan, parent)
        if context.front.ask(dialog) == QDialog.DialogCode.Accepted:
            context.reader.read(parent, lambda: plan.carry_out(settings), lambda _none: changed())

    context.reader.read(parent, lambda: plan_import(settings, read_settings_file(chosen)), ask)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of what an import does: the setting, and what becomes of it."""

    head: str
    words: str
    tone: Tone


class ImportDialog(PlainDialog):
    """What a file would change. With anything wrong in it there is nothing to agree to."""

    def __init__(self, context: UiContext, plan: ImportPlan, parent: QWidget | None) -> None:
        say = context.say
        count = len(plan.changes)
        wrong = bool(plan.problems)
        super().__init__(
            context,
            say(text("Import settings")),
            [say(_sentence(plan))],
            "problem" if wrong else "import",
            Tone.PROBLEM if wrong else Tone.PRIMARY,
            parent,
        )
        for each in self._lines(plan):
            self.body.addWidget(self._part(each))
        can = count > 0 and not wrong
        self.add_act(
            say(text("Go back") if can else text("Close")),
            ButtonKind.SECONDARY,
            accepts=False,
            is_default=not can,
        )
        if can:
            act = plural("Change {count} setting", "Change {count} settings", count=count)
            self.add_act(say(act), ButtonKind.PRIMARY, accepts=True, is_default=True)

    def _lines(self, plan: ImportPlan) -> list[_Line]:
        say = self.context.say
        lines = [_Line(each.key, say(each.message), Tone.PROBLEM) for each in plan.problems]
        lines += [
            _Line(
                say(each.setting.label),
                say(
                    text(
                        "{before} → {after}",
                        before=_readable(each.setting, each.before),
                        after=_readable(each.setting, each.after),
                    )
                ),
                Tone.TEXT,
            )
            for each in plan.changes
        ]
        label_of = self.context.services.settings.declaration
        not_taken = (
            _Line(
                say(label_of(each.key).label), say(text("Not imported. {why}", why=each.message)), Tone.QUIET
            )
            for each in plan.left_out
        )
        return [*lines, *not_taken]

    def _part(self, each: _Line) -> QWidget:
        theme = self.context.theme
        part = QWidget()
        words = Label(theme, each.words, TextRole.HELP, each.tone, wrap=True)
        part.setLayout(column(ElidedLabel(theme, each.head), words, space=0))
        return part


def _sentence(plan: ImportPlan) -> Text:
    if plan.problems:
        return plural(
            "{count} line of the file is wrong. Nothing is imported until it is mended.",
            "{count} lines of the file are wrong. Nothing is imported until they are mended.",
            count=len(plan.problems),
        )
    if not plan.changes:
        return text("Everything is already set as in the file.")
    return plural(
        "{count} setting would change. Nothing has been changed yet.",
        "{count} settings would change. Nothing has been changed yet.",
        count=len(plan.changes),
    )


def _readable(setting: Setting, written: str) -> Text:
    """A value as the person knows it: a choice by its words, on and off, and nothing as “empty”."""
    if setting.choices and written in setting.choices:
        return setting.choices[written]
    if setting.type is SettingType.FLAG:
        return text("on") if written == "true" else text("off")
    return text("“{value}”", value=written) if written else text("empty")

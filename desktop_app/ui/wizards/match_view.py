"""Which recipients have a letter and which files belong to nobody, on both sides."""

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.ui.components.frames import Card
from desktop_app.ui.components.labels import ElidedLabel, Label
from desktop_app.ui.components.layout import Scroll, clear, column
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Space, TextRole, Tone
from desktop_app.ui.wizards.pickers import icon_line
from desktop_app.wizards.assignment import Assignment
from desktop_app.wizards.recipient_list import RecipientRow

_SHOWN = 100


class MatchView(Card):
    """What fits in one line, then what does not: recipients without a letter, files without a recipient."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context.theme, context.say(text("Who has which letter")), parent)
        self._context = context
        self._shown: Assignment | None = None
        self._lines = column(space=Space.HAIR)
        self.body.addWidget(Scroll(column(self._lines, None)))

    def said(self) -> list[str]:
        """All the lines, from the top."""
        labels = self.findChildren(Label)
        return [label.text() for label in labels if label is not self.title and label.isVisibleTo(self)]

    def show_assignment(self, found: Assignment) -> None:
        """Show what was found. The same again changes nothing."""
        if found is self._shown:
            return
        self._shown = found
        clear(self._lines)
        fits = plural(
            "{count} recipient has a letter", "{count} recipients have a letter", count=found.with_letter
        )
        self._head("done", Tone.DONE, fits)
        for tone, words, names in self._groups(found):
            if names:
                self._lines.addSpacing(Space.ROW)
                self._head("attention" if tone is Tone.ATTENTION else "neutral", tone, words)
                self._list(names)

    def _groups(self, found: Assignment) -> Iterable[tuple[Tone, Text, Sequence[str]]]:
        several = {row.recipient_id for row in found.several}
        without = [row for row in found.without_letter if row.recipient_id not in several]
        yield (
            Tone.ATTENTION,
            plural(
                "{count} recipient has no letter", "{count} recipients have no letter", count=len(without)
            ),
            [self._person(row) for row in without],
        )
        yield (
            Tone.ATTENTION,
            plural(
                "{count} recipient's file is missing",
                "{count} recipients' files are missing",
                count=len(found.missing),
            ),
            [self._missing(row) for row in found.missing],
        )
        yield (
            Tone.ATTENTION,
            plural(
                "{count} recipient has several files: choose one at the check",
                "{count} recipients have several files: choose one at the check",
                count=len(found.several),
            ),
            [self._person(row) for row in found.several],
        )
        yield (
            Tone.ATTENTION,
            plural(
                "{count} file matches several recipients",
                "{count} files match several recipients",
                count=len(found.unclear),
            ),
            [f"{path.name}: {', '.join(names)}" for path, names in found.unclear.items()],
        )
        yield (
            Tone.ATTENTION,
            plural(
                "{count} file name points outside the folder",
                "{count} file names point outside the folder",
                count=len(found.outside),
            ),
            [outside.name for outside in found.outside],
        )
        yield (
            Tone.QUIET,
            plural(
                "{count} file belongs to nobody", "{count} files belong to nobody", count=len(found.strangers)
            ),
            [path.name for path in found.strangers],
        )

    def _person(self, row: RecipientRow) -> str:
        return self._context.say(
            text("{name} · {customer_id}", name=row.person.full_name, customer_id=row.person.customer_id)
        )

    def _missing(self, row: RecipientRow) -> str:
        name = row.mailing.document or ""
        return self._context.say(text("{name} · {file}", name=row.person.full_name, file=name))

    def _head(self, icon: str, tone: Tone, words: Text) -> None:
        self._lines.addLayout(icon_line(self._context, icon, tone, self._context.say(words)))

    def _list(self, names: Sequence[str]) -> None:
        theme = self._context.theme
        lines = column(space=Space.HAIR, margins=(Space.PAGE + Space.HAIR, 0, 0, 0))
        for name in names[:_SHOWN]:
            lines.addWidget(ElidedLabel(theme, name, tone=Tone.QUIET))
        if len(names) > _SHOWN:
            more = plural("and {count} more", "and {count} more", count=len(names) - _SHOWN)
            lines.addWidget(Label(theme, self._context.say(more), TextRole.HELP, Tone.QUIET))
        self._lines.addLayout(lines)

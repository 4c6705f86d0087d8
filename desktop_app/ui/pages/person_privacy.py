"""What a person may ask for, beside what is known of them: all that is held as a file, and being forgotten."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import plural, text
from desktop_app.privacy.audit import Act
from desktop_app.privacy.forgetting import Extent, Forgotten
from desktop_app.register.model import Recipient
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.dialogs import Danger, PlainDialog, confirmation, show_message
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import column, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.making_files import MakingFiles
from desktop_app.ui.theme import Space, TextRole

_KINDS = "HTML (*.html);;JSON (*.json)"


class PersonPrivacy(QWidget):
    """Two acts about one recipient. `gone` is called after they were forgotten."""

    def __init__(
        self,
        context: UiContext,
        recipient: Recipient,
        gone: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._recipient, self._gone = context, recipient, gone
        self._files = MakingFiles(context, self)
        say, theme = context.say, context.theme
        self.write = Button(
            theme, say(text("Save all we hold to a file…")), self._write, kind=ButtonKind.LINK, icon="file"
        )
        self.forget = Button(
            theme, say(text("Forget this person…")), self._ask, kind=ButtonKind.LINK, icon="person-off"
        )
        heading = Label(theme, say(text("Privacy")), TextRole.STRONG)
        self.setLayout(column(heading, row(self.write, None), row(self.forget, None), space=Space.HAIR))

    def _write(self) -> None:
        title = text("Save all we hold about {name}", name=self._recipient.full_name)
        name = re.sub(r"[^\w-]+", "-", self._recipient.customer_id) or "person"
        target = self._files.ask_file(title, text("{name}.html", name=name), _KINDS)
        if target is None:
            return
        privacy, person_id = self._context.services.privacy, self._recipient.id
        say = self._context.translator
        self._files.run(
            text("Gathering what we hold"),
            lambda work: privacy.write_held(person_id, target, say, work),
            lambda _held: self._was_written(target),
        )

    def _was_written(self, target: Path) -> None:
        sentence = text(
            "{file} holds names and numbers. Give it only to the person themselves.", file=target.name
        )
        self._files.tell(text("The file has been saved."), [sentence], target.parent)

    def _ask(self) -> None:
        """Find out how much would go, in the lane: files are searched for it. Then ask."""
        forgetting, person_id = self._context.services.privacy.forgetting, self._recipient.id
        self.forget.setEnabled(False)
        self._context.reader.read(self, lambda: forgetting.extent(person_id), self._ask_about, self._cannot)

    def _cannot(self, error: BaseException) -> None:
        self.forget.setEnabled(True)
        self._context.navigator.show_error(error)

    def _ask_about(self, extent: Extent) -> None:
        self.forget.setEnabled(True)
        self._context.front.when_free(self, lambda: self._ask_with(extent))

    def _ask_with(self, extent: Extent) -> None:
        dialog = forget_question(self._context, self._recipient.full_name, extent, self)
        if self._context.front.ask(dialog) != PlainDialog.DialogCode.Accepted:
            return
        forgetting, person_id = self._context.services.privacy.forgetting, self._recipient.id
        self._files.run(
            text("Forgetting a person"), lambda work: forgetting.forget(person_id, work), self._was_forgotten
        )

    def _was_forgotten(self, forgotten: Forgotten) -> None:
        if forgotten.still_there:
            names = ", ".join(path.name for path in forgotten.still_there)
            show_message(
                self._context,
                text("The person is forgotten, except in some files."),
                text("These are needed or open, and still name them: {files}", files=names),
            )
        self._gone()


def forget_question(
    context: UiContext, name: str, extent: Extent, parent: QWidget | None = None
) -> PlainDialog:
    """The question before somebody is forgotten: it names all that goes."""
    sentence = text(
        "{name} is removed from the register with everything that is known. Also removed: {what}. "
        "Mailings keep their numbers. This cannot be undone.",
        name=name,
        what=_listed(context, extent),
    )
    return confirmation(
        context,
        parent,
        text("Forget {name}?", name=name),
        sentence,
        text("Forget 1 person"),
        Danger.CANNOT_BE_UNDONE,
    )


def _listed(context: UiContext, extent: Extent) -> str:
    letters, lookups, files, backups = extent.letters, extent.lookups, extent.files, extent.backups
    counted = (
        (letters, plural("their details in {count} letter", "their details in {count} letters", letters)),
        (lookups, plural("{count} answer of a lookup", "{count} answers of lookups", lookups)),
        (
            extent.members,
            plural("{count} member in the Digis sync", "{count} members in the Digis sync", extent.members),
        ),
        (files, plural("{count} file that names them", "{count} files that name them", files)),
        (
            backups,
            plural(
                "{count} backup, made anew without them", "{count} backups, made anew without them", backups
            ),
        ),
    )
    words = [context.say(each) for count, each in counted if count]
    return ", ".join(words) or context.say(text("nothing more"))


def note_reveal(context: UiContext, recipient_id: int, owner: QWidget) -> None:
    """Write down that somebody looked at an identity number. Off the window's thread."""
    audit = context.services.privacy.audit
    context.reader.read(
        owner, lambda: audit.note(Act.REVEALED, recipient_id=recipient_id), lambda _done: None
    )

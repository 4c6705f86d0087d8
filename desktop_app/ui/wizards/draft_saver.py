"""Saves a draft a moment after each change, off the window's thread."""

from PySide6.QtCore import QObject, QTimer

from desktop_app.ui.context import UiContext
from desktop_app.wizards.draft import Draft
from desktop_app.wizards.drafts import Drafts

DELAY_MS = 300


class DraftSaver(QObject):
    """Keeps the newest draft until it is stored. Writing to the database can have to wait for an import, so typing
    never waits for it; `flush` writes what is left when the wizard is put aside."""

    def __init__(self, context: UiContext, drafts: Drafts) -> None:
        super().__init__()
        self._context, self._drafts = context, drafts
        self._waiting: Draft | None = None
        self._writing = False
        self.has_saved = False
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self._write)

    def save(self, draft: Draft) -> None:
        """Have this draft stored soon, in place of any that still waits."""
        self._waiting = draft
        self.has_saved = True
        if not self._writing and not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Store what waits, now."""
        self._timer.stop()
        draft, self._waiting = self._waiting, None
        if draft is not None:
            self._drafts.save(draft)

    def throw_away(self, draft: Draft) -> None:
        """Remove the draft, and its mailing in the ledger as long as that is a draft too."""
        self._timer.stop()
        self._waiting = None
        mailing, drafts = self._context.services.mailing, self._drafts

        def remove() -> None:
            drafts.throw_away(draft.id)
            if draft.mailing_id is not None and not draft.sent:
                mailing.discard(draft.mailing_id)

        self._context.reader.read(self._context.bridge, remove, lambda _none: None)

    def _write(self) -> None:
        draft, self._waiting = self._waiting, None
        if draft is None:
            return
        self._writing = True
        self._context.reader.read(
            self, lambda: self._drafts.save(draft), lambda _none: self._written(), self._failed
        )

    def _written(self) -> None:
        self._writing = False
        if self._waiting is not None:
            self._timer.start()

    def _failed(self, error: BaseException) -> None:
        self._writing = False
        self._context.navigator.show_error(error)

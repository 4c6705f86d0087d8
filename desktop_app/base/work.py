"""What long work says on its way, and how it is asked to stop."""

from typing import Protocol

from desktop_app.base.texts import Text


class WorkContext(Protocol):
    """Handed to every long function. The work reports here and asks here whether to go on."""

    def progress(self, done: int, total: int | None, label: Text | None = None) -> None:
        """Say how far the work has come. Cheap: call it as often as is natural."""
        ...

    def check_cancelled(self) -> None:
        """Raise `Cancelled` when somebody asked the work to stop."""
        ...


class Unattended:
    """A context for work that nobody watches and nobody stops."""

    def progress(self, done: int, total: int | None, label: Text | None = None) -> None:
        """Nobody listens."""

    def check_cancelled(self) -> None:
        """Nobody asks."""

"""What holds for as long as something is sent or fetched: the lock, a line to Digipost, a disk's faults in words."""

from contextlib import ExitStack

from desktop_app.mailing.disk_faults import disk_faults_in_words
from desktop_app.mailing.locking import sending_lock
from desktop_app.mailing.sending import Line
from desktop_app.mailing.workshop import Workshop

_PATIENCE_SECONDS = 5.0
"""How long sending waits for another Brevdue on the same data to be done with its own."""


class AtWork:
    """Entered, it holds the sending lock and gives a line to Digipost, which is made when it is first used."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._stack = ExitStack()

    def __enter__(self) -> Line:
        folder = self._workshop.folder
        with ExitStack() as entering:
            entering.enter_context(disk_faults_in_words(folder.database_file))
            entering.enter_context(sending_lock(folder.root, self._workshop.clock, _PATIENCE_SECONDS))
            line = entering.enter_context(Line(self._workshop))
            self._stack = entering.pop_all()
        return line

    def __exit__(self, *error: object) -> bool | None:
        return self._stack.__exit__(*error)  # type: ignore[arg-type]

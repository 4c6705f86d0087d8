"""One run of the command line: its streams, its language, its services, and work that can be stopped."""

import contextlib
import dataclasses
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO, TypeVar

from desktop_app.base.clock import Clock, SystemClock
from desktop_app.base.errors import Cancelled
from desktop_app.base.paths import DataFolder
from desktop_app.base.secrets import BorrowedSecrets, SecretStore
from desktop_app.base.texts import Text, text
from desktop_app.base.translate import Translator
from desktop_app.cli.global_options import GlobalOptions
from desktop_app.jobs.lanes import Job, JobContext, JobProgressed, JobView, Lane
from desktop_app.services import Protection, Services, build_services

T = TypeVar("T")
_LISTEN_SECONDS = 0.1


@dataclass(frozen=True)
class Surroundings:
    """What a run gets from outside. A test hands in its own."""

    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    stdin: TextIO = field(default_factory=lambda: sys.stdin)
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    clock: Clock = field(default_factory=SystemClock)
    secrets: SecretStore | None = None
    """None stands for the system's keyring."""


class Session:
    """Owns the services of one run, which are built when the first command asks for them."""

    def __init__(self, surroundings: Surroundings, options: GlobalOptions, translator: Translator) -> None:
        self.surroundings = surroundings
        self.translator = translator
        self.as_json = options.as_json
        self.chosen_data_folder = options.data_folder
        """The folder that was named on the command line, if one was."""
        self.known: dict[str, object] = {}
        """What is worth saying even if the command fails from here on, such as the mailing's id."""
        self.is_trial = False
        """Whether this is over a copy of the data, which is thrown away afterwards."""
        self._options = options
        self._interrupted = False
        self._services: Services | None = None

    @property
    def data_folder(self) -> Path:
        """Where this run's data lies."""
        return self._options.place().folder

    @property
    def services(self) -> Services:
        """The services over the data folder."""
        if self._services is None:
            outside = self.surroundings
            self._services = build_services(
                self.data_folder,
                clock=outside.clock,
                secrets=outside.secrets,
                language=self._options.language,
                environment=outside.environment,
                purpose=self._options.place().environment,
                administrators_file=self._options.administrators_file(),
            )
            self._warn_about(self._services.protection)
        return self._services

    def close(self) -> None:
        """Close the services if they were opened."""
        if self._services is not None:
            self._services.close()

    @contextlib.contextmanager
    def trial(self) -> Iterator["Session"]:
        """A session over a copy of the data, which is thrown away afterwards: whatever it does changes nothing."""
        with tempfile.TemporaryDirectory(prefix="brevdue-trial-") as folder:
            copy = DataFolder(Path(folder)).create()
            original = self.services.folder
            if original.settings_file.exists():
                shutil.copy(original.settings_file, copy.settings_file)
            self.services.database.back_up(copy.database_file)
            borrowed = dataclasses.replace(self.surroundings, secrets=BorrowedSecrets(self.services.secrets))
            with self.over(copy.root, borrowed) as session:
                session.is_trial = True
                yield session

    @contextlib.contextmanager
    def over(self, folder: Path, surroundings: Surroundings | None = None) -> Iterator["Session"]:
        """A session over another data folder, closed at the end. What it gets to know is known here too."""
        options = dataclasses.replace(self._options, data_folder=folder, environment=None)
        session = Session(surroundings or self.surroundings, options, self.translator)
        session.known = self.known
        with contextlib.closing(session):
            yield session

    def tell(self, message: Text) -> None:
        """Say something on the way: to the person, never into the answer."""
        self.surroundings.err.write(self.translator.render(message) + "\n")
        self.surroundings.err.flush()

    def _warn_about(self, protection: Protection) -> None:
        """Tell a person that the data is not encrypted. A script asks with “database status”."""
        if protection.warning is not None and not (self.as_json or self.is_trial):
            self.tell(protection.warning)

    def run(self, lane: Lane, name: Text, work: Callable[[JobContext], T]) -> T:
        """Do long work in its lane and wait for it, showing its progress.

        Ctrl-C asks the work to stop and waits until it has; `Cancelled` is raised then. Work that was past
        the point where it can be stopped ends as if nothing had happened, but no other is begun after it.
        """
        if self._interrupted:
            raise Cancelled
        line = ProgressLine(self.surroundings.err, self.translator)
        stop_listening = self.services.events.subscribe(JobProgressed, line.show)
        try:
            return self.wait_for(self.services.lanes.submit(lane, name, work))
        finally:
            stop_listening()
            line.clear()

    def wait_for(self, job: Job[T]) -> T:
        """Wait for a job and return its result. Ctrl-C asks it to stop; it then raises `Cancelled`, or is done."""
        self.wait_until_ended(job)
        return job.result()

    def wait_until_ended(self, job: Job[T]) -> None:
        """Wait for a job's end, whatever it is. Ctrl-C asks it to stop, and no other work is begun after it."""
        while not job.state.is_final:
            try:
                while not job.wait(_LISTEN_SECONDS):  # bounded, so that Ctrl-C is heard on Windows too
                    pass
            except KeyboardInterrupt:
                self._interrupted = True
                job.cancel()

    def wait(self, seconds: float, context: JobContext) -> None:
        """Wait inside of work; raises `Cancelled` at once when somebody asks to stop."""
        self.surroundings.clock.wait(seconds, context.stop)
        context.check_cancelled()


class ProgressLine:
    """Shows how far work is on the last line of a terminal, and nothing where there is none."""

    def __init__(self, err: TextIO, translator: Translator) -> None:
        self._err = err
        self._translator = translator
        self._wanted = err.isatty()

    def show(self, event: JobProgressed) -> None:
        """Write the counts of a moment over those before."""
        if self._wanted:
            self._err.write(f"\r\033[K{self._words(event.job)}")
            self._err.flush()

    def clear(self) -> None:
        """Leave the line empty for what comes next."""
        if self._wanted:
            self._err.write("\r\033[K")
            self._err.flush()

    def _words(self, job: JobView) -> str:
        say = self._translator.render
        if job.total is None:
            return say(text("{what}: {done}", what=job.label or job.name, done=job.done))
        return say(
            text("{what}: {done} of {total}", what=job.label or job.name, done=job.done, total=job.total)
        )

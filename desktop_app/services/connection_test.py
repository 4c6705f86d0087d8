"""“Test the connection” to Digipost: everything that a mailing needs, tried step by step, with what to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from desktop_app.base.errors import BrevdueError
from desktop_app.base.settings import Settings
from desktop_app.base.texts import Text, plural, text
from desktop_app.base.work import WorkContext
from desktop_app.digipost.interfaces import Interface, JobKind
from desktop_app.digipost.sftp import (
    Finding,
    FolderFound,
    Milestone,
    PresentedHostKey,
    Timeouts,
    WriteTest,
    check_connection,
)
from desktop_app.digipost.sftp_errors import AccessDenied, FolderMissing, HostKeyUnknown
from desktop_app.services.digipost_entrance import DigipostEntrance

T = TypeVar("T")

HOST_KEY = "digipost.host_key"
RENAME = "digipost.rename_after_upload"


class StepState(StrEnum):
    """What became of a step. `ASKS`: a person has to compare the server's fingerprint."""

    WAITING = "waiting"
    DONE = "done"
    NOT_ASKED_FOR = "not_asked_for"
    ASKS = "asks"
    PROBLEM = "problem"


_DOES_NOT_WORK = frozenset({StepState.ASKS, StepState.PROBLEM})


@dataclass(frozen=True, slots=True)
class TestStep:
    """One step: what is tried, what became of it, and what to do where it did not work."""

    __test__ = False

    key: str
    title: Text
    state: StepState = StepState.WAITING
    message: Text | None = None
    hint: Text | None = None


@dataclass(frozen=True, slots=True)
class ConnectionTest:
    """How far the test has come. `unknown_key` is the server's key that a person has to judge."""

    __test__ = False

    steps: tuple[TestStep, ...]
    ended: bool = False
    failure: BrevdueError | None = None
    unknown_key: PresentedHostKey | None = None
    may_rename: bool | None = None

    @property
    def works(self) -> bool:
        """Whether everything that was tried works."""
        return self.ended and not any(step.state in _DOES_NOT_WORK for step in self.steps)

    def step(self, key: str) -> TestStep:
        """The step with this key."""
        return next(step for step in self.steps if step.key == key)


class ConnectionTester:
    """Tests the connection of one data folder, as its settings are at the moment."""

    def __init__(self, settings: Settings, entrance: DigipostEntrance) -> None:
        self._settings = settings
        self._entrance = entrance

    def run(
        self,
        context: WorkContext,
        *,
        write: bool = False,
        told: Callable[[ConnectionTest], object] = lambda _test: None,
        timeouts: Timeouts | None = None,
    ) -> ConnectionTest:
        """Try everything. `told` hears of each step at once, on this thread. Only `Cancelled` is raised.

        `write` also puts a small file into an upload folder, renames it and removes it.
        """
        course = _Course(_steps_at_first(write), told, context)
        course.settle("interface", self._look_at_schemas)
        account = course.settle("account", self._entrance.account)
        if account is not None:
            report = check_connection(account, timeouts, None, context, write_test=write, note=course.note)
            course.fail(report.failure, report.host_key)
        return course.end()

    def _look_at_schemas(self) -> Text:
        from desktop_app.digipost.schemas import foreign_job_schema, job_schema

        interface = Interface(self._settings.text("digipost.interface"))
        folder = self._settings.text("digipost.schema_dir")
        for kind in JobKind:
            job_schema(kind, interface)
            if folder:
                foreign_job_schema(Path(folder), kind)
        version = interface.value.replace("_", ".")
        return text("Jobs are written in version {version} and checked before they leave.", version=version)


class _Course:
    """Keeps the test as it is, and tells of each change."""

    def __init__(
        self, steps: tuple[TestStep, ...], told: Callable[[ConnectionTest], object], context: WorkContext
    ) -> None:
        self._test = ConnectionTest(steps)
        self._told = told
        self._context = context
        told(self._test)

    def settle(self, key: str, act: Callable[[], T]) -> T | None:
        """Do a step that needs no network. None when it failed."""
        try:
            found = act()
        except BrevdueError as failure:
            self._fail_at(key, failure)
            return None
        self._mark(key, StepState.DONE, found if isinstance(found, Text) else None)
        return found

    def note(self, finding: Finding) -> None:
        """Something was found out. A good moment to stop, when somebody asked for it."""
        self._context.check_cancelled()
        match finding:
            case Milestone():
                self._mark(finding.value, StepState.DONE)
            case FolderFound(found=True):
                files = plural("{count} file is there.", "{count} files are there.", count=finding.files)
                self._mark(finding.folder, StepState.DONE, files)
            case FolderFound():
                self._mark(
                    finding.folder,
                    StepState.PROBLEM,
                    text("The folder is not there."),
                    text("Ask Digipost whether this user may send mailings."),
                )
            case WriteTest():
                self._note_write_test(finding)

    def fail(self, failure: BrevdueError | None, shown: PresentedHostKey | None) -> None:
        """The test ended with this failure, at the first step that is not done."""
        if failure is None:
            return
        if isinstance(failure, FolderMissing):  # each folder has its own step, which says so already
            self._test = replace(self._test, failure=failure)
            return
        if isinstance(failure, HostKeyUnknown):
            self._test = replace(self._test, unknown_key=shown)
        waiting = next(step.key for step in self._test.steps if step.state is StepState.WAITING)
        self._fail_at(waiting, failure)

    def end(self) -> ConnectionTest:
        """The whole test."""
        self._test = replace(self._test, ended=True)
        self._told(self._test)
        return self._test

    def _note_write_test(self, found: WriteTest) -> None:
        self._test = replace(self._test, may_rename=found.may_rename)
        if not found.may_write:
            self._fail_at("write", AccessDenied(JobKind.LOOKUP.folder))
        elif found.may_rename:
            self._mark("write", StepState.DONE, text("A file can be put there, renamed and removed."))
        else:
            self._mark("write", StepState.DONE, text("A file can be put there, but not renamed."))

    def _fail_at(self, key: str, failure: BrevdueError) -> None:
        state = StepState.ASKS if isinstance(failure, HostKeyUnknown) else StepState.PROBLEM
        self._test = replace(self._test, failure=failure)
        self._mark(key, state, failure.message, failure.hint)

    def _mark(
        self, key: str, state: StepState, message: Text | None = None, hint: Text | None = None
    ) -> None:
        steps = tuple(
            replace(step, state=state, message=message, hint=hint) if step.key == key else step
            for step in self._test.steps
        )
        self._test = replace(self._test, steps=steps)
        self._told(self._test)


def _steps_at_first(write: bool) -> tuple[TestStep, ...]:
    return tuple(
        replace(step, state=StepState.NOT_ASKED_FOR) if step.key == "write" and not write else step
        for step in all_steps()
    )


def all_steps() -> Iterator[TestStep]:
    """Every step, nothing of it tried yet."""
    yield TestStep("account", text("The account is filled in"))
    yield TestStep(Milestone.KEY_READ.value, text("The private key can be read"))
    yield TestStep(Milestone.NAME_FOUND.value, text("The server's name is found"))
    yield TestStep(Milestone.ANSWERED.value, text("The server answers"))
    yield TestStep(Milestone.TRUSTED.value, text("It is the right server"))
    yield TestStep(Milestone.LOGGED_IN.value, text("It lets you in"))
    for kind, upload, receipts in (
        (JobKind.LOOKUP, text("The folder for lookups"), text("The folder for receipts of lookups")),
        (JobKind.MAILING, text("The folder for mailings"), text("The folder for receipts of mailings")),
    ):
        yield TestStep(kind.folder, upload)
        yield TestStep(kind.receipt_folder, receipts)
    yield TestStep("write", text("A trial file can be put there"))
    yield TestStep("interface", text("The interface's version"))

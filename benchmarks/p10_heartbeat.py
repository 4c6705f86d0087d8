"""P10: how late the window's heartbeat is while 100,000 letters are imported, checked, built, zipped and uploaded.

    python -m benchmarks.p10_heartbeat [LETTERS]

The window is open on the recipients, as it would be, and the work runs in its lanes; the upload goes to OpenSSH's
server where there is one. A busy machine delays every timer, so the same timer is measured while nothing is done too.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.register_data import write_people
from desktop_app.base.secrets import MemorySecrets
from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.jobs.states import JobState, Lane
from desktop_app.mailing.letters import LetterInput
from desktop_app.mailing.options import Pattern, options_for
from desktop_app.register.importing import ImportMode, import_recipients, read_table, suggest_mapping
from desktop_app.register.queries import RecipientQuery
from desktop_app.services import Services, build_services
from desktop_app.ui.appearance import Theme
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.stillness import Stillness
from tests.helpers.sshd import OpenSshServer, running_sshd, sshd_program

GOAL_MS = 50
BEAT_MS = 5
QUIET_SECONDS = 3


class Heartbeat:
    """Counts how late each beat of the window's thread comes, in milliseconds."""

    def __init__(self) -> None:
        self._timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = 0.0
        self.late: list[float] = []

    def begin(self) -> None:
        """Forget what was, and count from now."""
        self.late, self._last = [], time.perf_counter()
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max((now - self._last) * 1000 - BEAT_MS, 0.0))
        self._last = now

    def worst(self) -> float:
        """The latest beat."""
        return max(self.late, default=0.0)

    def usual(self, share: float) -> float:
        """So late, or less, comes this share of the beats."""
        return sorted(self.late)[int(share * (len(self.late) - 1))] if self.late else 0.0


def main() -> None:
    """Print how late the beat was in each stage of a mailing."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    application = QApplication([])
    theme = Theme(application)
    with tempfile.TemporaryDirectory() as home, _server(Path(home)) as server:
        people = write_people(Path(home) / "people.csv", count)
        with build_services(Path(home) / "data", secrets=MemorySecrets()) as services:
            _log_in(services, server)
            window = MainWindow(services, theme)
            window.resize(1366, 768)
            window.show()
            window.go("recipients")
            Stillness(window.context.bridge, window)
            Measurement(services, count, people).run()
            window.close()


class Measurement:
    """One mailing in the window's lanes, stage by stage."""

    def __init__(self, services: Services, count: int, people: Path) -> None:
        self._services, self._count, self._people = services, count, people
        self._beat = Heartbeat()
        self._worst = 0.0

    def run(self) -> None:
        """Measure every stage, then print the worst beside the goal."""
        mailing = self._services.mailing
        self._rest()
        self._stage("import", Lane.FILES, self._import)
        number = mailing.create(
            options_for(Pattern.MAILING_ONLY, name="Fee", subject="Fee", common_document=str(self._letter()))
        )
        self._stage("letters", Lane.FILES, lambda work: mailing.set_letters(number, self._everybody(), work))
        self._stage("check", Lane.FILES, lambda work: mailing.check(number, work))
        keys = [found.key for found in mailing.deviations(number, 0, self._count)]
        mailing.accept(number, keys, "the benchmark's people share names")
        self._stage("confirmation", Lane.FILES, lambda work: self._confirm(number, work))
        self._stage("job file, zip and upload", Lane.DIGIPOST, lambda work: mailing.send(number, work))
        print(f"P10 worst beat: {self._worst:.0f} ms late (goal {GOAL_MS})")

    def _rest(self) -> None:
        loop = QEventLoop()
        self._beat.begin()
        QTimer.singleShot(QUIET_SECONDS * 1000, loop.quit)
        loop.exec()
        self._print("nothing is done", counts=False)

    def _stage(self, name: str, lane: Lane, work: Callable[[WorkContext], object]) -> None:
        """Do one piece of work in its lane, while the window lives."""
        loop = QEventLoop()
        self._beat.begin()
        job = self._services.lanes.submit(lane, text("Measuring"), work)
        watch = QTimer(interval=20)
        watch.timeout.connect(lambda: loop.quit() if job.state.is_final else None)
        watch.start()
        loop.exec()
        watch.stop()
        assert job.state is JobState.DONE, (name, job.state)
        self._print(name, counts=True)

    def _print(self, name: str, *, counts: bool) -> None:
        worst = self._beat.worst()
        if counts:
            self._worst = max(self._worst, worst)
        usual = self._beat.usual(0.999)
        print(
            f"  {name:26} {len(self._beat.late):6} beats, 99.9 % within {usual:5.1f} ms, worst {worst:5.1f} ms late"
        )

    def _import(self, work: WorkContext) -> None:
        table = read_table(self._people)
        import_recipients(
            self._services.database,
            table,
            suggest_mapping(table.headings),
            ImportMode.ADD,
            dry_run=False,
            clock=self._services.clock,
            context=work,
        )

    def _everybody(self) -> Iterator[LetterInput]:
        for row, each in enumerate(self._services.register.iterate(RecipientQuery()), 2):
            yield LetterInput(each.id, row=row)

    def _confirm(self, number: int, work: WorkContext) -> None:
        plan = self._services.mailing.check(number, work)
        self._services.mailing.confirm(plan, plan.letters, work)

    def _letter(self) -> Path:
        path = self._people.with_name("letter.pdf")
        path.write_bytes(b"%PDF-1.4\n" + bytes(20_000))
        return path


@contextmanager
def _server(home: Path) -> Iterator[OpenSshServer | None]:
    if sshd_program() is None:
        yield None
        return
    with running_sshd(home / "server") as server:
        yield server


def _log_in(services: Services, server: OpenSshServer | None) -> None:
    """Settings for the server, or for the built-in one where there is none."""
    if server is None:
        services.settings.set("app.environment", "training")
        return
    for key, value in {
        "digipost.host": server.host,
        "digipost.port": str(server.port),
        "digipost.user": server.user,
        "digipost.key_file": str(server.key_file),
        "digipost.host_key": server.host_key_fingerprint,
        "digipost.sender_id": "1000",
    }.items():
        services.settings.set(key, value)


if __name__ == "__main__":
    main()

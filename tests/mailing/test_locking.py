"""Two windows on the same data never send at once, and a process that dies gives its lock back."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desktop_app.base.database import Database
from desktop_app.mailing.errors import BusyElsewhere
from desktop_app.mailing.locking import sending_lock
from desktop_app.mailing.migrations import MIGRATIONS
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.service import MailingService
from desktop_app.mailing.states import State
from desktop_app.register.migrations import MIGRATIONS as REGISTER_MIGRATIONS
from tests.helpers.fake_clock import FakeClock
from tests.helpers.mailing_room import QUIET, MailingRoom

_HOLDER = """
import sys
from pathlib import Path
from desktop_app.base.clock import SystemClock
from desktop_app.mailing.locking import sending_lock
with sending_lock(Path(sys.argv[1]), SystemClock()):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_holder_is_refused_after_its_patience(tmp_path: Path) -> None:
    clock = FakeClock()
    with sending_lock(tmp_path, clock):
        with pytest.raises(BusyElsewhere), sending_lock(tmp_path, clock, 3.0):
            pass
        assert sum(clock.waited) >= 3.0
    with sending_lock(tmp_path, clock):
        pass


def test_another_process_holds_it_and_gives_it_back_when_it_is_killed(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BusyElsewhere), sending_lock(tmp_path, FakeClock()):
            pass
    finally:
        holder.kill()
        holder.communicate(timeout=20)
    with sending_lock(tmp_path, FakeClock()):
        pass


def test_two_windows_that_send_the_same_mailing_upload_it_once(room: MailingRoom) -> None:
    room.add_people(3)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    other_database = Database.open(
        room.data.database_file,
        (*REGISTER_MIGRATIONS, *MIGRATIONS),
        backups=room.data.backups,
        clock=room.clock,
    )
    other = MailingService(room.new_workshop(other_database))
    refused: list[BaseException] = []

    def second_window(point: str) -> None:
        if point != "upload.intent" or refused:
            return
        try:
            other.send(mailing_id, QUIET)
        except BusyElsewhere as error:
            refused.append(error)

    room.checkpoint = second_window
    room.service.send(mailing_id, QUIET)
    assert len(refused) == 1
    assert room.calls.count("upload") == 1
    other.send(mailing_id, QUIET)
    assert room.calls.count("upload") == 1
    room.answer()
    assert room.delivered() == ["K0001", "K0002", "K0003"]
    other_database.dispose()


def test_many_threads_that_send_at_once_upload_once(room: MailingRoom) -> None:
    room.add_people(3)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    outcomes: list[str] = []

    def send() -> None:
        try:
            room.service.send(mailing_id, QUIET)
            outcomes.append("sent")
        except BusyElsewhere:
            outcomes.append("busy")

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(outcomes) == 6
    assert "sent" in outcomes
    assert room.calls.count("upload") == 1
    assert room.service.mailing(mailing_id).mailing.state is State.UPLOADED

"""The log that the staff search: whole lines, rotated, nothing in it that is nobody's business."""

import threading
from pathlib import Path

from desktop_app.digis.sync_log import FILE_NAME, SyncLog
from tests.helpers.fake_clock import FakeClock


def test_a_line_is_found_by_subscription_and_card(tmp_path: Path) -> None:
    log = SyncLog(tmp_path, FakeClock())
    log.person("sent", "863", "34231451", externalId="X-1")
    log.person("failed", "8631", "34231451", status=400)
    (line,) = log.find("extinfo1:863, extinfo20:34231451")
    assert line.message == "sent ExtInfo1:863, ExtInfo20:34231451, externalId:X-1"


def test_the_newest_line_comes_first(tmp_path: Path) -> None:
    log = SyncLog(tmp_path, FakeClock())
    for number in range(3):
        log.person("sent", str(number), None)
    assert [line.message for line in log.find("")] == [
        f"sent ExtInfo1:{number}, ExtInfo20:-" for number in (2, 1, 0)
    ]


def test_it_is_rotated_and_old_files_are_searched_too(tmp_path: Path) -> None:
    log = SyncLog(tmp_path, FakeClock(), file_bytes=200, files=3)
    for number in range(20):
        log.person("sent", str(number), "1")
    assert [path.name for path in log.files()] == [FILE_NAME, f"{FILE_NAME}.1", f"{FILE_NAME}.2"]
    assert all(path.stat().st_size <= 200 for path in log.files())
    found = [line.message.split(",")[0].removeprefix("sent ExtInfo1:") for line in log.find("")]
    assert found == [str(number) for number in range(19, 19 - len(found), -1)]
    assert len({line.place for line in log.find("")}) == len(found) > 2


def test_a_line_is_read_again_from_its_place_in_whichever_file(tmp_path: Path) -> None:
    log = SyncLog(tmp_path, FakeClock(), file_bytes=200, files=3)
    for number in range(20):
        log.person("sent", str(number), "1")
    found = list(log.find(""))
    assert [log.line_at(line.place) for line in found] == found
    (tmp_path / f"{FILE_NAME}.2").unlink()
    assert log.line_at(found[-1].place).message == ""


def test_blanks_in_the_search_may_be_as_they_come(tmp_path: Path) -> None:
    log = SyncLog(tmp_path, FakeClock())
    log.person("sent", "863", "34231451")
    assert len(list(log.find("  ExtInfo1:863,   ExtInfo20:34231451 "))) == 1


def test_two_processes_that_write_and_turn_over_lose_no_line_of_the_newest(tmp_path: Path) -> None:
    """Two logs over one folder stand for two processes: each has its own lock, and none knows of the other."""
    logs = [SyncLog(tmp_path, FakeClock(), file_bytes=2_000, files=5) for _ in range(2)]

    def write(number: int) -> None:
        for line in range(200):
            logs[number].person("sent", f"{number}-{line}", None)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    messages = [line.message for line in logs[0].find("")]
    assert len(set(messages)) == len(messages)
    assert all(message.endswith("ExtInfo20:-") for message in messages)
    assert {"sent ExtInfo1:0-199, ExtInfo20:-", "sent ExtInfo1:1-199, ExtInfo20:-"} & set(messages)


def test_a_log_that_cannot_be_turned_over_grows_on(tmp_path: Path) -> None:
    (tmp_path / f"{FILE_NAME}.1").mkdir()  # nothing can be renamed to this
    log = SyncLog(tmp_path, FakeClock(), file_bytes=200, files=2)
    for number in range(20):
        log.person("sent", str(number), "1")
    assert len(log.path.read_text("utf-8").splitlines()) == 20


def test_a_line_break_in_a_value_cannot_forge_a_line(tmp_path: Path) -> None:
    log = SyncLog(tmp_path, FakeClock())
    log.person("sent", "1\n2026 | sent ExtInfo1:2", "3")
    assert len(list(log.find(""))) == 1


def test_lines_longer_than_a_block_are_read_whole(tmp_path: Path) -> None:
    log = SyncLog(tmp_path, FakeClock())
    log.person("sent", "1", "x" * 200_000)
    log.person("sent", "2", "y")
    assert [len(line.message) > 100_000 for line in log.find("")] == [False, True]

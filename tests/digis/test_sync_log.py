"""The log that the staff search: whole lines, rotated, nothing in it that is nobody's business."""

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
    assert len({line.key for line in log.find("")}) == len(found) > 2


def test_a_line_break_in_a_value_cannot_forge_a_line(tmp_path: Path) -> None:
    log = SyncLog(tmp_path, FakeClock())
    log.person("sent", "1\n2026 | sent ExtInfo1:2", "3")
    assert len(list(log.find(""))) == 1


def test_lines_longer_than_a_block_are_read_whole(tmp_path: Path) -> None:
    log = SyncLog(tmp_path, FakeClock())
    log.person("sent", "1", "x" * 200_000)
    log.person("sent", "2", "y")
    assert [len(line.message) > 100_000 for line in log.find("")] == [False, True]

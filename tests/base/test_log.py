"""The log says what the program did, and nothing about people."""

import json
from pathlib import Path

from desktop_app.base.events import Events
from desktop_app.base.log import Log
from tests.helpers.fake_clock import FakeClock


def test_a_line_has_the_moment_the_event_and_its_harmless_fields(tmp_path: Path) -> None:
    log = Log(tmp_path, FakeClock())
    log.event("job_uploaded", job_id="job-17", bytes=1024)
    log.close()
    line = json.loads((tmp_path / "brevdue.log").read_text(encoding="utf-8"))
    assert line == {
        "time": "2026-03-02T09:00:00.000+00:00",
        "event": "job_uploaded",
        "job_id": "job-17",
        "bytes": 1024,
    }


def test_a_field_that_is_not_named_as_harmless_is_left_out(tmp_path: Path) -> None:
    log = Log(tmp_path, FakeClock())
    log.event("recipient_saved", national_id="15507600333", name="Åse", passphrase="hemmelig", count=1)
    log.close()
    written = (tmp_path / "brevdue.log").read_text(encoding="utf-8")
    assert "15507600333" not in written
    assert "hemmelig" not in written
    assert json.loads(written)["count"] == 1


def test_events_reach_those_who_listen_until_they_stop() -> None:
    events, heard = Events(), list[str]()
    stop = events.subscribe(str, heard.append)
    events.publish("first")
    events.publish(2)
    stop()
    stop()
    events.publish("third")
    assert heard == ["first"]


def test_listening_to_a_class_hears_its_subclasses_too() -> None:
    events, heard = Events(), list[object]()
    events.subscribe(int, heard.append)
    events.publish(True)
    assert heard == [True]

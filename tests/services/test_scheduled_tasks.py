"""What is scheduled: every job the office needs, and none that sends letters."""

from pathlib import Path

import pytest

from desktop_app.base.secrets import MemorySecrets
from desktop_app.base.texts import text
from desktop_app.digis.syncing import SyncReport
from desktop_app.jobs.outcomes import Outcome
from desktop_app.services import build_services
from desktop_app.services.scheduled_tasks import SYNC


def test_lookup_receipts_sync_and_export_are_scheduled_and_catch_up(tmp_path: Path) -> None:
    with build_services(tmp_path, secrets=MemorySecrets(), environment={}) as services:
        tasks = {task.name: task for task in services.schedule.tasks}
        assert {"receipts", "lookup", "digis", "digis-export"} <= set(tasks)
        assert all(tasks[name].catches_up for name in ("receipts", "lookup", "digis", "digis-export"))


def test_a_sync_that_gave_up_is_a_run_that_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with build_services(tmp_path, secrets=MemorySecrets(), environment={}) as services:
        services.settings.set("digis.enabled", "true")
        reason = text("Digis does not accept the key.")
        monkeypatch.setattr(services.digis, "sync", lambda _work: SyncReport(stopped=reason))
        started = services.schedule.run_now(SYNC)
        assert started.job.wait(20)
        record = services.schedule.record(started.run_id)
        assert record.outcome is Outcome.FAILED
        assert "Digis does not accept the key." in str(record.message)

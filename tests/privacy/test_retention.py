"""What is too old goes, what something unfinished needs stays, and what was done is kept."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.jobs.outcomes import Outcome
from desktop_app.privacy.audit import Act, AuditQuery
from desktop_app.privacy.retention import Kept, Kind, all_but_the_newest, judge, limits
from desktop_app.services import Services
from tests.privacy.conftest import QUIET, Office

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def kept(days: float, *, needed: bool = False) -> Kept:
    return Kept(Path(f"f{days}"), NOW - timedelta(days=days), 10, needed)


def test_what_is_older_than_its_days_goes() -> None:
    limit = limits({Kind.EXPORTS: 30}, NOW)[Kind.EXPORTS]
    verdict = judge([kept(29.9), kept(30), kept(30.1), kept(400)], limit)
    assert [each.path.name for each in verdict.going] == ["f30.1", "f400"]


def test_zero_days_stand_for_ever() -> None:
    assert limits({Kind.EXPORTS: 0, Kind.LOGS: 1}, NOW).keys() == {Kind.LOGS}


@given(st.lists(st.tuples(st.floats(0, 4000), st.booleans())), st.integers(1, 3660))
def test_what_is_needed_never_goes_and_nothing_young_does(ages: list[tuple[float, bool]], days: int) -> None:
    limit = limits({Kind.LETTERS: days}, NOW)[Kind.LETTERS]
    everything = [kept(age, needed=needed) for age, needed in ages]
    verdict = judge(everything, limit)
    assert all(not each.is_needed and each.since < limit for each in verdict.going)
    old = [each for each in everything if each.since < limit]
    assert len(verdict.going) + verdict.needed == len(old)


def test_of_backups_the_newest_stays_however_old_it_is() -> None:
    verdict = judge(all_but_the_newest([kept(900), kept(700), kept(800)]), NOW)
    assert [each.path.name for each in verdict.going] == ["f900", "f800"]
    assert all_but_the_newest([]) == []


def age_everything(services: Services, days: int) -> None:
    """Have all of the office happened so many days before the clock."""
    moment = services.clock.now() - timedelta(days=days)
    stored = moment.isoformat(timespec="microseconds")
    for path in services.folder.root.rglob("*"):
        if path.is_file():
            os.utime(path, (moment.timestamp(), moment.timestamp()))
    with services.database.begin() as connection:
        run = connection.exec_driver_sql
        run("UPDATE jobs SET finished_at = ?, created_at = ?", (stored, stored))
        run("UPDATE receipts SET fetched_at = ?", (stored,))
        run("UPDATE lookup_history SET answered_at = ?", (stored,))
        run("UPDATE privacy_audit SET at = ?", (stored,))


def test_at_its_end_everything_old_is_gone_and_the_mailing_is_not(office: Office) -> None:
    with office.open() as services:
        age_everything(services, 4000)
        services.database.back_up(services.folder.backups / "new.sqlite")
        before = services.mailing.mailings()
        services.mailing.mark_done(
            before[0].id, [row.letter_id for row in services.mailing.remainder(before[0].id)], "x"
        )
        done = {each.kind: each for each in services.privacy.cleaning.run(QUIET)}
        folder = services.folder
        for emptied in (folder.job_files, folder.receipts, folder.exports):
            assert list(emptied.iterdir()) == []
        assert [path.name for path in folder.backups.iterdir()] == ["new.sqlite"]
        assert done[Kind.JOB_FILES].removed == 2
        assert done[Kind.JOB_FILES].bytes > 0
        assert services.mailing.mailings()[0].digital == before[0].digital
        assert all(view.file is None for view in services.mailing.receipts())
        assert [each.kind for each in services.privacy.cleaning.run(QUIET) if each.removed] == []
        assert {each.kind for _at, each in services.privacy.cleaning.last_removals()} == set(done)
        assert services.privacy.audit.count(AuditQuery(acts=frozenset({Act.CLEANED}))) > 0


def test_a_draft_that_waits_keeps_its_corrected_letters(office: Office) -> None:
    with office.open() as services:
        age_everything(services, 4000)
        [letters] = [each for each in services.privacy.cleaning.run(QUIET) if each.kind is Kind.LETTERS]
        assert (letters.removed, letters.needed) == (0, 1)
        with services.database.begin() as connection:
            connection.exec_driver_sql("UPDATE wizard_drafts SET sent = 1")
        [letters] = [each for each in services.privacy.cleaning.run(QUIET) if each.kind is Kind.LETTERS]
        assert (letters.removed, letters.needed) == (1, 0)


def test_a_job_under_way_keeps_its_zip_and_its_receipts(office: Office) -> None:
    with office.open() as services:
        with services.database.begin() as connection:
            connection.exec_driver_sql("UPDATE jobs SET state = 'uploaded'")
        age_everything(services, 4000)
        done = {each.kind: each for each in services.privacy.cleaning.run(QUIET)}
        assert (done[Kind.JOB_FILES].removed, done[Kind.JOB_FILES].needed) == (0, 2)
        assert done[Kind.RECEIPTS].removed == 0
        assert len(list(services.folder.job_files.iterdir())) == 2


def test_a_dry_run_counts_the_same_and_changes_nothing(office: Office) -> None:
    with office.open() as services:
        age_everything(services, 4000)
    line = office.line()
    trial = line.json("retention", "run", "--dry-run")
    assert trial.data["dry_run"] is True
    again = line.json("retention", "run", "--dry-run")
    assert again.data["kinds"] == trial.data["kinds"]
    real = line.json("retention", "run")
    assert (real.status, real.data["kinds"]) == (0, trial.data["kinds"])
    assert line.json("retention", "run", "--dry-run").data["removed"] == 0


def test_nothing_young_goes(office: Office) -> None:
    assert office.line().json("retention", "run").data["removed"] == 0


def test_each_kind_can_be_kept_for_ever(office: Office) -> None:
    with office.open() as services:
        age_everything(services, 4000)
        for kind in Kind:
            services.settings.set(kind.setting, "0")
        assert services.privacy.cleaning.run(QUIET) == []


def test_the_schedule_does_it_each_night_without_a_network(office: Office) -> None:
    with office.open() as services:
        age_everything(services, 4000)
        [view] = [each for each in services.schedule.views() if each.name == "retention"]
        assert (view.enabled, str(view.rule)) == (True, "daily 04:00")
        started = services.schedule.run_now("retention")
        started.job.wait(20)
        assert services.schedule.record(started.run_id).outcome is Outcome.DONE
        assert list(services.folder.exports.iterdir()) == []


def test_old_lines_leave_the_log_of_the_sync(office: Office) -> None:
    with office.open() as services:
        log = services.digis.log
        lines = log.path.read_text(encoding="utf-8").splitlines()
        log.path.write_text("2010-01-01 12:00:00+00:00 | sent ExtInfo1:9\nno moment here\n" + lines[0] + "\n")
        limit = services.clock.now() - timedelta(days=365)
        assert log.count_before(limit) == log.drop_before(limit) == 1
        assert log.path.read_text(encoding="utf-8") == "no moment here\n" + lines[0] + "\n"

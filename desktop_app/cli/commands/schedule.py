"""`schedule`: what runs by itself, and `run-due` for the system's own timer."""

import argparse
from datetime import datetime

from desktop_app.base.texts import Text, plural, text
from desktop_app.cli.choosing import moment_typed
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply, TextTable
from desktop_app.cli.session import Session
from desktop_app.cli.usage import UsageError
from desktop_app.jobs.outcomes import Outcome
from desktop_app.jobs.rules import parse_rule
from desktop_app.jobs.schedule import ScheduleView, Started
from desktop_app.jobs.schedule_store import RunRecord
from desktop_app.services.autostart.files import MINUTES

_TROUBLE = frozenset({Outcome.FAILED, Outcome.INTERRUPTED, Outcome.CANCELLED})


def add_to(commands: Commands) -> None:
    """Add this group."""
    schedule = commands.group("schedule", text("What Brevdue does by itself."))
    say = schedule.say
    schedule.add("list", text("List the scheduled jobs with their next runs."), list_schedule)
    schedule.add("run-due", text("Run what is due now, and end."), run_due)
    schedule.add("install", text("Have the computer run what is due every few minutes."), install)
    schedule.add("uninstall", text("Leave the due jobs to the open program again."), uninstall)
    schedule.add("installed", text("Tell whether the computer runs what is due."), installed)
    setting = schedule.add("set", text("Change when a job runs, or switch it on or off."), set_schedule)
    run = schedule.add("run", text("Run one job now."), run_now)
    for parser in (setting, run):
        parser.add_argument("job", metavar="JOB", help=say(text("the job's name, from “schedule list”")))
    setting.add_argument(
        "times",
        metavar="TIMES",
        nargs="*",
        help=say(text("daily 03:00, weekly mon,thu 03:00, every 2h from 00:30, or monthly 1 06:00")),
    )
    switch = setting.add_mutually_exclusive_group()
    switch.add_argument("--on", action="store_true", help=say(text("let it run")))
    switch.add_argument("--off", action="store_true", help=say(text("do not let it run")))
    pause = setting.add_mutually_exclusive_group()
    pause.add_argument(
        "--pause-until", metavar="TIME", type=moment_typed, help=say(text("leave its runs out until then"))
    )
    pause.add_argument("--no-pause", action="store_true", help=say(text("end a pause")))


def list_schedule(_options: argparse.Namespace, session: Session) -> Reply:
    """Every job with its times, its next run and its last outcome."""
    views = session.services.schedule.views()
    headings = (text("Job"), text("Name"), text("Times"), text("Next run"), text("Last"))
    rows = [
        (
            view.name,
            view.title,
            view.rule.words() if view.enabled else text("Off"),
            view.next.at if view.next else None,
            view.last.outcome.words() if view.last else None,
        )
        for view in views
    ]
    return Reply({"jobs": [view_data(view) for view in views]}, (TextTable(headings, rows),))


def set_schedule(options: argparse.Namespace, session: Session) -> Reply:
    """Change a job's times, its switch or its pause. Naming times switches it on."""
    if not (options.times or options.on or options.off or options.pause_until or options.no_pause):
        raise UsageError(
            title=text("The command was not understood."),
            message=text("Nothing was said to change."),
            hint=text("Name times, such as “daily 03:00”, or --on, --off, --pause-until TIME or --no-pause."),
        )
    schedule, name = session.services.schedule, options.job
    if options.times:
        schedule.set_rule(name, parse_rule(" ".join(options.times)))
    if options.times or options.on or options.off:
        schedule.switch(name, on=not options.off)
    if options.pause_until or options.no_pause:
        schedule.pause(name, options.pause_until)
    view = next(view for view in schedule.views() if view.name == name)
    return Reply(view_data(view), tuple(_set_words(view)))


def run_due(_options: argparse.Namespace, session: Session) -> Reply:
    """Begin everything that is due, wait for it, and tell what became of it."""
    schedule = session.services.schedule
    before = _newest(session)
    started = schedule.look()
    _wait_for_all(started, session)
    fresh = [record for record in schedule.history(limit=1000) if record.id > before]
    ran = [record for record in reversed(fresh) if record.outcome.ran]
    data = {
        "ran": [record_data(record) for record in ran],
        "did_not_run": [record_data(record) for record in reversed(fresh) if not record.outcome.ran],
        "waiting_for_network": [view.name for view in schedule.views() if view.waits_for_network],
    }
    return Reply(data, _ran_words(ran), needs_person=any(record.outcome in _TROUBLE for record in ran))


def run_now(options: argparse.Namespace, session: Session) -> Reply:
    """Run one job by hand."""
    schedule = session.services.schedule
    started = schedule.run_now(options.job)
    _wait_for_all([started], session)
    record = schedule.record(started.run_id)
    return Reply(record_data(record), _ran_words([record]), needs_person=record.outcome in _TROUBLE)


def install(_options: argparse.Namespace, session: Session) -> Reply:
    """Have the operating system's own timer run `schedule run-due` over this data folder."""
    session.services.system_timer.install()
    return installed(_options, session)


def uninstall(_options: argparse.Namespace, session: Session) -> Reply:
    """Take the operating system's timer away."""
    session.services.system_timer.uninstall()
    return installed(_options, session)


def installed(_options: argparse.Namespace, session: Session) -> Reply:
    """Tell whether the timer is there."""
    there = session.services.system_timer.installed()
    if there:
        words = text(
            "The computer runs what is due every {minutes} minutes while you are logged in.", minutes=MINUTES
        )
    else:
        words = text("What is due runs only while Brevdue is open.")
    return Reply({"installed": there, "minutes": MINUTES}, (words,))


def view_data(view: ScheduleView) -> dict[str, object]:
    """The fields of the contract for a scheduled job."""
    return {
        "name": view.name,
        "title": view.title,
        "enabled": view.enabled,
        "rule": str(view.rule),
        "next": view.next.at if view.next else None,
        "last": record_data(view.last) if view.last else None,
        "paused_until": view.paused_until,
        "running": view.running,
        "waits_for_network": view.waits_for_network,
    }


def record_data(record: RunRecord) -> dict[str, object]:
    """What became of one slot. `slot` is the wall-clock time it was due at, None for a run by hand."""
    return {
        "name": record.name,
        "slot": _wall(record.slot),
        "outcome": record.outcome,
        "trigger": record.trigger,
        "cause": record.cause,
        "message": record.message,
        "at": record.decided_at,
        "finished_at": record.finished_at,
    }


def _wall(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _newest(session: Session) -> int:
    last = session.services.schedule.history(limit=1)
    return last[0].id if last else 0


def _wait_for_all(runs: list[Started], session: Session) -> None:
    for run in runs:
        session.wait_until_ended(run.job)


def _set_words(view: ScheduleView) -> list[Text]:
    if not view.enabled:
        return [text("{job} is off.", job=view.title)]
    words = [text("{job}: {times}", job=view.title, times=view.rule.words())]
    if view.next:
        words.append(text("The next run is {moment}.", moment=view.next.at))
    if view.paused_until:
        words.append(text("It is paused until {moment}.", moment=view.paused_until))
    return words


def _ran_words(records: list[RunRecord]) -> list[Text | TextTable]:
    if not records:
        return [text("Nothing was due.")]
    rows = [(record.name, record.outcome.words(), record.message) for record in records]
    return [
        TextTable((text("Job"), text("Outcome"), text("What it says")), rows),
        plural("{count} job ran.", "{count} jobs ran.", count=len(records)),
    ]

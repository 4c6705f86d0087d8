"""What the program does by itself, on the schedule: never anything that sends letters."""

from collections.abc import Callable, Iterable
from datetime import time, tzinfo
from pathlib import Path

from desktop_app.base.clock import Clock
from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.events import Events
from desktop_app.base.paths import DataFolder
from desktop_app.base.settings import Settings
from desktop_app.base.texts import Text, plural, text
from desktop_app.digis.exporting import NAME
from desktop_app.digis.service import DigisService
from desktop_app.jobs.heartbeat import Heartbeat, TimeJumped
from desktop_app.jobs.lanes import JobContext, Lane
from desktop_app.jobs.rules import Daily, EveryHours, Weekly
from desktop_app.jobs.schedule import Schedule, ScheduledTask
from desktop_app.mailing.service import MailingService
from desktop_app.privacy.audit import Act, Audit
from desktop_app.register.queries import RecipientQuery
from desktop_app.register.recipients import Register
from desktop_app.services.network import digis_probe
from desktop_app.services.privacy import Privacy

SYNC = "digis"
"""The name of the scheduled Digis sync."""

_SUNDAY = 6
_SHORTEST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
"""So often at least the schedule is looked at."""


class SyncStopped(EnvironmentFailure):
    """The sync gave up before everybody had their turn."""

    def __init__(self, reason: Text) -> None:
        super().__init__(
            title=text("The sync with Digis stopped."),
            message=reason,
            hint=text("The page Digis shows who waits. The next run goes on with them."),
        )


def digipost_tasks(register: Register, mailing: MailingService) -> tuple[ScheduledTask, ...]:
    """The scheduled jobs that have to do with Digipost."""
    return (
        ScheduledTask(
            name="receipts",
            title=text("Fetch receipts"),
            rule=EveryHours(1),
            lane=Lane.DIGIPOST,
            work=lambda context: _fetch_receipts(mailing, context),
            catches_up=True,
            enabled=True,
        ),
        ScheduledTask(
            name="lookup",
            title=text("Look up the whole register"),
            rule=Weekly(frozenset({_SUNDAY}), time(3, 0)),
            lane=Lane.DIGIPOST,
            work=lambda context: _look_up_everybody(register, mailing, context),
            catches_up=True,
        ),
    )


def digis_tasks(
    digis: DigisService,
    settings: Settings,
    folder: DataFolder,
    audit: Audit,
    stays_here: Callable[[], bool],
) -> tuple[ScheduledTask, ...]:
    """The scheduled jobs that have to do with Digis. The sync waits for the way to Digis, not to Digipost."""

    def export(context: JobContext) -> Text:
        chosen = settings.text("digis.export_folder")
        target = Path(chosen) if chosen else folder.exports
        write = audit.noting(
            Act.EXPORTED, NAME, lambda work: digis.export_nightly(target, work), lambda count: count
        )
        count = write(context)
        return plural("{count} active member exported.", "{count} active members exported.", count=count)

    return (
        ScheduledTask(
            name=SYNC,
            title=text("Digis sync"),
            rule=EveryHours(1),
            lane=Lane.DIGIS,
            work=lambda context: _sync(digis, context),
            catches_up=True,
            reachable=digis_probe(settings, stays_here),
        ),
        ScheduledTask(
            name="digis-export",
            title=text("Write the export DigisAllActive"),
            rule=Daily(time(2, 0)),
            lane=Lane.FILES,
            work=export,
            catches_up=True,
            needs_network=False,
        ),
    )


def retention_task(privacy: Privacy) -> ScheduledTask:
    """Removing what is older than the settings allow."""

    def clean(context: JobContext) -> Text:
        removed = sum(each.removed for each in privacy.cleaning.run(context))
        if not removed:
            return text("Nothing was too old.")
        return plural("{count} thing was removed.", "{count} things were removed.", removed)

    return ScheduledTask(
        name="retention",
        title=text("Remove what is too old"),
        rule=Daily(time(4, 0)),
        lane=Lane.FILES,
        work=clean,
        catches_up=True,
        needs_network=False,
        enabled=True,
    )


def _sync(digis: DigisService, context: JobContext) -> Text:
    if not digis.status().enabled:
        return text("Digis is switched off.")
    report = digis.sync(context)
    if report.stopped is not None:
        raise SyncStopped(report.stopped)
    return text(
        "{sent} sent, {failed} failed, {unknown} unknown.",
        sent=report.sent,
        failed=report.failed,
        unknown=report.unknown,
    )


def _fetch_receipts(mailing: MailingService, context: JobContext) -> Text:
    if mailing.seconds_to_next_look() is None:
        return text("No receipts are expected.")
    report = mailing.fetch_receipts(context)
    return plural("{count} receipt fetched.", "{count} receipts fetched.", count=report.fetched)


def _look_up_everybody(register: Register, mailing: MailingService, context: JobContext) -> Text:
    ids = register.ids(RecipientQuery())
    if not ids:
        return text("The register is empty.")
    job = mailing.look_up(ids, "", context)
    return plural("{count} recipient is asked about.", "{count} recipients are asked about.", count=job.items)


def local_zone() -> tzinfo:
    """The time zone of this computer at the moment: a laptop travels."""
    from babel.localtime import get_localzone

    return get_localzone()


def heartbeat_of(
    schedule: Schedule, events: Events, clock: Clock, followers: Iterable[Callable[[], None]]
) -> Heartbeat:
    """What keeps the schedule going while the program is open. When the computer wakes, the network is tried.

    The `followers` are called after each look: whatever is open as long as the program is and depends on settings.
    """
    events.subscribe(TimeJumped, lambda _jump: schedule.try_network_at_once())

    waiting_followers = tuple(followers)

    def look() -> None:
        schedule.look()
        for follow in waiting_followers:
            follow()

    def pause() -> float:
        return max(schedule.seconds_to_next_look(LONGEST_PAUSE_SECONDS), _SHORTEST_PAUSE_SECONDS)

    return Heartbeat(look, pause, events, clock)

"""Making the parts of the program over one data folder, in their order.

Quick: what is heavy (the SSH library, spreadsheets, the sandbox) is loaded when it is first used.
"""

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop_app import __version__
from desktop_app.base.clock import Clock, SystemClock
from desktop_app.base.database import Database
from desktop_app.base.departures import Departures
from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.events import Events
from desktop_app.base.log import Log
from desktop_app.base.paths import DataFolder
from desktop_app.base.secrets import KeyringSecrets, SecretStore, SecretsWithEnvironment
from desktop_app.base.settings import Settings
from desktop_app.base.texts import text
from desktop_app.digis.service import DigisParts, DigisService
from desktop_app.jobs.lanes import JobStateChanged, Lanes
from desktop_app.jobs.schedule import Schedule
from desktop_app.jobs.schedule_store import ScheduleStore
from desktop_app.mailing.service import MailingService
from desktop_app.mailing.workshop import Workshop
from desktop_app.register.recipients import Register
from desktop_app.services.administrator import FolderSettings, settings_of
from desktop_app.services.autostart.entries import login_entry, timer_entry
from desktop_app.services.autostart.login_start import LoginStart
from desktop_app.services.autostart.programs import Programs
from desktop_app.services.digipost_entrance import DigipostEntrance
from desktop_app.services.digis_entrance import DigisEntrance, ExportDoorkeeper
from desktop_app.services.languages import choose_language
from desktop_app.services.letter_checks import LetterChecks
from desktop_app.services.migrations import MIGRATIONS
from desktop_app.services.network import digipost_probe
from desktop_app.services.parts import Services
from desktop_app.services.privacy import PrivacyGround, build_privacy
from desktop_app.services.register_key import Protection, open_database
from desktop_app.services.restoring import memories_of, notice_older_copy
from desktop_app.services.scheduled_tasks import (
    SYNC,
    digipost_tasks,
    digis_tasks,
    heartbeat_of,
    local_zone,
    retention_task,
)
from desktop_app.services.set_up import SetUp
from desktop_app.services.training import TRAINING, TrainingGround
from desktop_app.services.updates.asking import Updates
from desktop_app.services.updates.source import built_in_source
from desktop_app.wizards.drafts import Drafts


def secrets_of(folder: DataFolder, own: SecretStore | None, environment: Mapping[str, str]) -> SecretStore:
    """Where a folder's secrets are: in the environment, else in `own`, else in the system's keyring."""
    return SecretsWithEnvironment(own or KeyringSecrets(str(folder.root)), environment)


@dataclass(frozen=True)
class Foundation:
    """What every other part stands on."""

    folder: DataFolder
    clock: Clock
    settings: Settings
    secrets: SecretStore
    events: Events
    log: Log
    database: Database
    protection: Protection
    departures: Departures
    lanes: Lanes
    training: TrainingGround
    is_new: bool


def build_services(
    data_folder: Path,
    *,
    clock: Clock | None = None,
    secrets: SecretStore | None = None,
    language: str | None = None,
    environment: Mapping[str, str] = os.environ,
    purpose: str | None = None,
    administrators_file: Path | None = None,
) -> Services:
    """Open or make the data in a folder and put everything together over it.

    `language` goes before the setting; `secrets` takes the place of the system's keyring (a secret in
    `environment` goes before either). `purpose` is the environment that a new folder is for, and
    `administrators_file` what configures it. Raises `InputError` for damaged settings, and `EnvironmentFailure`
    when the folder or the database cannot be used; nothing is left open then.
    """
    folder = DataFolder(data_folder.absolute())
    found = settings_of(folder, purpose, administrators_file)
    with contextlib.ExitStack() as undo:
        ground = _lay_foundation(folder, found, clock or SystemClock(), secrets, environment, undo)
        wanted = language or ground.settings.text("app.language")
        services = _build_upon(ground, choose_language(wanted, environment))
        undo.pop_all()
    return services


def _lay_foundation(
    folder: DataFolder,
    found: FolderSettings,
    clock: Clock,
    secrets: SecretStore | None,
    environment: Mapping[str, str],
    undo: contextlib.ExitStack,
) -> Foundation:
    _create(folder)
    found.configure()
    settings = found.settings
    kept_secrets = secrets_of(folder, secrets, environment)
    is_training = settings.text("app.environment") == TRAINING
    is_new = not folder.database_file.exists()
    opened = open_database(folder, MIGRATIONS, kept_secrets, clock, is_training=is_training)
    undo.callback(opened.database.dispose)
    log = Log(folder.logs, clock)
    undo.callback(log.close)
    departures = Departures(opened.database, memories_of(folder, None if is_training else kept_secrets))
    if notice_older_copy(opened.database, departures, folder, clock, is_new=is_new):
        log.event("older_copy_found")
    events = _logged_events(log)
    return Foundation(
        folder=folder,
        clock=clock,
        settings=settings,
        secrets=kept_secrets,
        events=events,
        log=log,
        database=opened.database,
        protection=opened.protection,
        departures=departures,
        lanes=Lanes(events, clock),
        training=TrainingGround(folder, settings, clock),
        is_new=found.is_new,
    )


def _build_upon(ground: Foundation, language: str) -> Services:
    register = Register(ground.database, ground.clock)
    entrance = DigipostEntrance(ground.settings, ground.secrets, ground.training)
    mailing = _build_mailing(ground, entrance)
    stored_schedule = ScheduleStore(ground.database, ground.clock)
    digis = _build_digis(ground, stored_schedule)
    digis_export = ExportDoorkeeper(ground.settings, ground.secrets, digis, ground.log)

    def stays_here() -> bool:
        return ground.training.is_training

    privacy = build_privacy(
        PrivacyGround(
            database=ground.database,
            folder=ground.folder,
            settings=ground.settings,
            events=ground.events,
            clock=ground.clock,
            register=register,
            mailing=mailing,
            digis=digis,
        )
    )
    schedule = Schedule(
        (
            *digipost_tasks(register, mailing),
            *digis_tasks(digis, ground.settings, ground.folder, privacy.audit, stays_here),
            retention_task(privacy),
        ),
        stored_schedule,
        ground.lanes,
        ground.events,
        ground.clock,
        zone=local_zone,
        network=digipost_probe(ground.settings, stays_here),
    )
    programs, home = Programs.of_this_process(), Path.home()
    login_start = LoginStart(ground.settings, login_entry(ground.folder.root, programs, home))
    return Services(
        folder=ground.folder,
        clock=ground.clock,
        settings=ground.settings,
        secrets=ground.secrets,
        events=ground.events,
        log=ground.log,
        database=ground.database,
        protection=ground.protection,
        lanes=ground.lanes,
        register=register,
        mailing=mailing,
        digis=digis,
        digis_export=digis_export,
        schedule=schedule,
        heartbeat=heartbeat_of(
            schedule, ground.events, ground.clock, (digis_export.follow_settings, login_start.follow_settings)
        ),
        privacy=privacy,
        system_timer=timer_entry(ground.folder.root, programs, home),
        login_start=login_start,
        letters=LetterChecks(ground.folder, ground.settings),
        drafts=Drafts(ground.database, ground.clock),
        entrance=entrance,
        training=ground.training,
        set_up=_build_set_up(ground, schedule),
        updates=Updates(
            ground.folder.updates_file, ground.settings, ground.clock, __version__, built_in_source
        ),
        language=language,
    )


def _build_mailing(ground: Foundation, entrance: DigipostEntrance) -> MailingService:
    return MailingService(
        Workshop(
            database=ground.database,
            folder=ground.folder,
            connect=entrance.connect,
            settings=entrance.sending_settings,
            clock=ground.clock,
            events=ground.events,
            log=ground.log,
            count_departure=ground.departures.count_one,
        )
    )


def _build_digis(ground: Foundation, stored_schedule: ScheduleStore) -> DigisService:
    entrance = DigisEntrance(ground.settings, ground.secrets, ground.training)
    return DigisService(
        DigisParts(
            database=ground.database,
            folder=ground.folder,
            clock=ground.clock,
            events=ground.events,
            log=ground.log,
            settings=entrance.settings,
            endpoint=entrance.endpoint,
            is_scheduled=lambda: (found := stored_schedule.get(SYNC)) is not None and found.enabled,
            count_departure=ground.departures.count_one,
        )
    )


def _build_set_up(ground: Foundation, schedule: Schedule) -> SetUp:
    return SetUp(
        ground.settings,
        ground.secrets,
        schedule_on=lambda: any(view.enabled for view in schedule.views()),
        is_new=ground.is_new,
    )


def _create(folder: DataFolder) -> None:
    try:
        folder.create()
    except OSError as error:
        raise EnvironmentFailure(
            title=text("Brevdue cannot use its folder."),
            message=text("{folder}: {reason}", folder=str(folder.root), reason=error.strerror or str(error)),
            hint=text("Choose a folder that you may write to, on a disk with room."),
        ) from error


def _logged_events(log: Log) -> Events:
    """Events, of which the ends of background jobs are written to the log: the kind of work, never its data."""
    events = Events()

    def note(event: JobStateChanged) -> None:
        job = event.job
        if job.state.is_final:
            log.event(
                "work_ended",
                lane=str(job.lane),
                job=job.name.message,
                state=str(job.state),
                done=job.done,
                total=job.total,
                error=job.failure.report or job.failure.title.message if job.failure else None,
            )

    events.subscribe(JobStateChanged, note)
    return events

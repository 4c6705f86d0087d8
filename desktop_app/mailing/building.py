"""Making a job's zip file. It can be made again as long as nothing was sent: the ledger decides what is in it."""

from sqlalchemy import Connection, delete, func, select, update

from desktop_app.base.errors import BrevdueError
from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.digipost.errors import DocumentChanged
from desktop_app.digipost.interfaces import JobKind
from desktop_app.digipost.packing import PackedJob, pack_job
from desktop_app.mailing.documents import see_that_nothing_changed
from desktop_app.mailing.errors import MailingRefused
from desktop_app.mailing.identification import identification_of
from desktop_app.mailing.job_contents import MailingContents, lookup_job
from desktop_app.mailing.job_moves import announce, keep_failure, record_move
from desktop_app.mailing.job_zips import zip_path
from desktop_app.mailing.ledger import JobRecord, MovedMeanwhile, load_mailing
from desktop_app.mailing.states import State
from desktop_app.mailing.tables import jobs, lookup_rows
from desktop_app.mailing.workshop import Workshop
from desktop_app.register.tables import recipients


def build_job(workshop: Workshop, job: JobRecord, context: WorkContext) -> None:
    """Write, validate and zip a job in state `checked`, which then is `built`.

    What stops it (a changed file, a full disk, a letter that cannot be written) leaves it where it was.
    """
    workshop.checkpoint("build.before")
    try:
        packed = _pack(workshop, job, context)
    except BrevdueError as error:
        keep_failure(workshop, job, error)
        raise
    workshop.checkpoint("build.packed")
    try:
        with workshop.database.begin() as connection:
            record_move(
                workshop,
                connection,
                job,
                State.BUILT,
                zip_sha256=packed.sha256,
                zip_size=packed.size,
                built_at=workshop.clock.now(),
                failure=None,
            )
    except MovedMeanwhile:
        # Somebody cancelled it while it was being made: what is cancelled leaves no file to send.
        packed.path.unlink(missing_ok=True)
        return
    workshop.checkpoint("build.after")
    workshop.note("job_built", job_id=job.job_id, bytes=packed.size, count=job.items)
    announce(workshop, job, State.BUILT)


def _pack(workshop: Workshop, job: JobRecord, context: WorkContext) -> PackedJob:
    if job.kind is JobKind.LOOKUP:
        return _pack_lookup(workshop, job, context)
    return _pack_mailing(workshop, job, context)


def _pack_lookup(workshop: Workshop, job: JobRecord, context: WorkContext) -> PackedJob:
    if job.mailing_id is None:
        with workshop.database.begin() as connection:
            _bring_up_to_date(connection, job)
    settings = workshop.settings()
    with workshop.database.read() as connection:
        return pack_job(
            zip_path(workshop, job),
            lookup_job(connection, job, settings.client_info),
            job.interface,
            (),
            context,
            schema_folder=settings.schema_folder,
        )


def _pack_mailing(workshop: Workshop, job: JobRecord, context: WorkContext) -> PackedJob:
    settings = workshop.settings()
    with workshop.database.read() as connection:
        assert job.mailing_id is not None
        mailing = load_mailing(connection, job.mailing_id)
        see_that_nothing_changed(workshop, mailing, context, job.key)
        contents = MailingContents(connection, mailing, job)
        try:
            return pack_job(
                zip_path(workshop, job),
                contents.job_for(settings.client_info),
                job.interface,
                contents.files(),
                context,
                schema_folder=settings.schema_folder,
            )
        except DocumentChanged:
            # It knows the file but not the person; this names both.
            see_that_nothing_changed(workshop, mailing, context, job.key, trust_times=False)
            raise


def _bring_up_to_date(connection: Connection, job: JobRecord) -> None:
    """People may have been changed or deleted since a lookup of its own was decided: ask what can be asked now."""
    best = identification_of(recipients.c, recipients.c.status, job.interface)
    now_best = select(best).where(recipients.c.id == lookup_rows.c.recipient_id).scalar_subquery()
    of_job = lookup_rows.c.job == job.key
    connection.execute(delete(lookup_rows).where(of_job, now_best.is_(None)))
    connection.execute(
        update(lookup_rows)
        .where(of_job, lookup_rows.c.identification != now_best)
        .values(identification=now_best)
    )
    count = connection.execute(select(func.count()).where(of_job)).scalar_one()
    if not count:
        raise MailingRefused(
            title=text("There is nobody to look up any more."),
            message=text("The recipients of this lookup are gone, or nothing identifies them now."),
            hint=text("Cancel the lookup, and choose the recipients anew."),
        )
    connection.execute(update(jobs).where(jobs.c.id == job.key).values(item_count=count))

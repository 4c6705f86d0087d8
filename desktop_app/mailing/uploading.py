"""Getting a job's zip to Digipost exactly once, whatever happens on the way.

The intent is written before the first byte goes out. After an interruption the server is looked at first: for the
zip's name, and for receipts with the job's id. Only when there is neither is the same zip sent again, with the same
job id, which Digipost refuses if the first upload did arrive.
"""

from sqlalchemy import update

from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.digipost.sftp import RemoteFile, Transport
from desktop_app.digipost.sftp_errors import Partial, RemoteNameTaken, TransportFailure, UploadCancelled
from desktop_app.mailing.job_moves import announce, keep_failure, move_at_once
from desktop_app.mailing.job_zips import zip_is_as_built, zip_path
from desktop_app.mailing.ledger import JobRecord, load_job
from desktop_app.mailing.states import State
from desktop_app.mailing.tables import jobs
from desktop_app.mailing.workshop import Workshop


def upload_job(workshop: Workshop, job: JobRecord, transport: Transport, context: WorkContext) -> JobRecord:
    """Send a job that is built, for the first time. Returns it as it is afterwards."""
    if not zip_is_as_built(workshop, job):
        # It was never sent, so it is simply made again.
        return move_at_once(workshop, job, State.CHECKED, zip_sha256=None, zip_size=None)
    workshop.count_departure()
    workshop.checkpoint("upload.before")
    under_way = move_at_once(
        workshop,
        job,
        State.UPLOADING,
        uploading_at=workshop.clock.now(),
        upload_attempts=job.upload_attempts + 1,
        failure=None,
    )
    workshop.checkpoint("upload.intent")
    return _send(workshop, under_way, transport, context)


def resolve_upload(
    workshop: Workshop, job: JobRecord, transport: Transport, context: WorkContext
) -> JobRecord:
    """Find out what became of an upload that was interrupted, and go on from there.

    Receipts have been looked for before this is called: had one come, the job would not be `uploading` any more.
    """
    found = transport.exists(job.kind, job.zip_name)
    if found is not None and found == job.zip_size:
        workshop.note("upload_found", job_id=job.job_id, bytes=found)
        return _arrived(workshop, job)
    if not zip_is_as_built(workshop, job):
        return move_at_once(workshop, job, State.UNCERTAIN, failure=None)
    if found is not None:
        # A part of our own zip, under a name that nothing else has: that upload has not arrived, and is not counted.
        transport.remove(RemoteFile(job.kind.folder, job.zip_name, found))
        workshop.checkpoint("resend.removed")
        return _send(workshop, job, transport, context)
    workshop.checkpoint("resend.before")
    again = _count_attempt(workshop, job)
    workshop.checkpoint("resend.intent")
    return _send(workshop, again, transport, context)


def _send(workshop: Workshop, job: JobRecord, transport: Transport, context: WorkContext) -> JobRecord:
    label = text("Sending “{name}”", name=job.name)
    try:
        context.progress(0, job.zip_size, label)
        transport.upload(zip_path(workshop, job), job.kind.folder, job.zip_name, context)
    except RemoteNameTaken as error:
        if error.size != job.zip_size:
            keep_failure(workshop, job, error)
            raise
    except UploadCancelled as stop:
        _step_back_if_nothing_arrived(workshop, job, stop.partial)
        raise
    except TransportFailure as error:
        back = _step_back_if_nothing_arrived(workshop, job, error.partial)
        keep_failure(workshop, back, error)
        raise
    workshop.checkpoint("upload.sent")
    return _arrived(workshop, job)


def _arrived(workshop: Workshop, job: JobRecord) -> JobRecord:
    moved = move_at_once(workshop, job, State.UPLOADED, uploaded_at=workshop.clock.now(), failure=None)
    workshop.checkpoint("upload.after")
    return moved


def _count_attempt(workshop: Workshop, job: JobRecord) -> JobRecord:
    with workshop.database.begin() as connection:
        connection.execute(
            update(jobs)
            .where(jobs.c.id == job.key, jobs.c.state == State.UPLOADING)
            .values(upload_attempts=job.upload_attempts + 1)
        )
        again = load_job(connection, job.key)
    announce(workshop, again, again.state)
    return again


def _step_back_if_nothing_arrived(workshop: Workshop, job: JobRecord, partial: Partial | None) -> JobRecord:
    """After the only upload was cut off and the server removed its part, the job is as if never sent."""
    if partial is None or partial.left_behind is not False or job.upload_attempts != 1:
        return job
    if job.zip_size is None or partial.sent >= job.zip_size:
        return job
    return move_at_once(workshop, job, State.BUILT)

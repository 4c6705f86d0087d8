"""Receipts and jobs in, from XML, with all the distrust that files from outside deserve."""

from collections.abc import Callable
from typing import BinaryIO

from desktop_app.base.texts import Text, text
from desktop_app.digipost.errors import JobInvalid, ReceiptUnreadable
from desktop_app.digipost.job_reading import JobReader
from desktop_app.digipost.model import JobHeader, JobItem, ResultHeader, ResultItem
from desktop_app.digipost.result_reading import ResultReader
from desktop_app.digipost.xml_parsing import DEFAULT_LIMITS, ReadingLimits, XmlProblemError, parse

__all__ = ["ReadingLimits", "read_job", "read_result", "read_result_header", "unreadable"]


def read_result(
    stream: BinaryIO, on_item: Callable[[ResultItem], None], limits: ReadingLimits = DEFAULT_LIMITS
) -> ResultHeader:
    """Read a result of either kind and version, handing over its items one by one, in flat memory.

    The items come before the header is returned; use `read_result_header` first where the job id is needed
    at once. Raises `ReceiptUnreadable` for a DOCTYPE, a strange namespace, broken XML, a missing job id, …;
    items that were handed over before that are then not to be used.
    """
    return _read_result(stream, on_item, limits)


def read_result_header(stream: BinaryIO, limits: ReadingLimits = DEFAULT_LIMITS) -> ResultHeader:
    """Read only as far as the lists: status, job id, times and summaries. Raises as `read_result` does."""
    return _read_result(stream, None, limits)


def _read_result(
    stream: BinaryIO, on_item: Callable[[ResultItem], None] | None, limits: ReadingLimits
) -> ResultHeader:
    pieces: list[str] = []
    reader = ResultReader(on_item, pieces, limits.depth)
    try:
        parse(stream, reader, pieces, limits)
        return reader.header()
    except XmlProblemError as error:
        raise unreadable(error.problem) from None


def unreadable(problem: Text) -> ReceiptUnreadable:
    """The error for a receipt that cannot be used."""
    return ReceiptUnreadable(
        title=text("A receipt cannot be read."),
        message=problem,
        hint=text("The file is kept as it came. Fetch the receipts again; if it comes back, ask Digipost."),
    )


def read_job(
    stream: BinaryIO, on_item: Callable[[JobItem], None], limits: ReadingLimits = DEFAULT_LIMITS
) -> JobHeader:
    """Read a job of either kind and version: what the sandbox is sent.

    Hands over recipients (lookup), or documents and then letters (mailing). Raises `JobInvalid` for what is
    no job; it does not replace validation.
    """
    pieces: list[str] = []
    reader = JobReader(on_item, pieces, limits.depth)
    try:
        parse(stream, reader, pieces, limits)
        return reader.header()
    except XmlProblemError as error:
        raise JobInvalid(
            title=text("A job cannot be read."),
            message=error.problem,
            hint=text("Build the job again."),
        ) from None

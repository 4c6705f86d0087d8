"""Receipts and jobs in, from XML, with all the distrust that files from outside deserve."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from desktop_app.digipost.model import JobHeader, JobItem, ResultHeader, ResultItem


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What a file from outside may ask of this machine."""

    text_characters: int = 1_000_000
    """In one element or attribute."""
    depth: int = 32
    """Elements inside elements."""


DEFAULT_LIMITS = ReadingLimits()


def read_result(
    stream: BinaryIO, on_item: Callable[[ResultItem], None], limits: ReadingLimits = DEFAULT_LIMITS
) -> ResultHeader:
    """Read a result of either kind and version, handing over its items one by one, in flat memory.

    The items come before the header is returned; use `read_result_header` first where the job id is needed
    at once. Raises `ReceiptUnreadable` for a DOCTYPE, a strange namespace, broken XML, a missing job id, …;
    items that were handed over before that are then not to be used.
    """
    raise NotImplementedError


def read_result_header(stream: BinaryIO, limits: ReadingLimits = DEFAULT_LIMITS) -> ResultHeader:
    """Read only as far as the lists: status, job id, times and summaries. Raises as `read_result` does."""
    raise NotImplementedError


def read_job(
    stream: BinaryIO, on_item: Callable[[JobItem], None], limits: ReadingLimits = DEFAULT_LIMITS
) -> JobHeader:
    """Read a job of either kind and version: what the sandbox is sent.

    Hands over recipients (lookup), or documents and then letters (mailing). Raises `JobInvalid` for what is
    no job; it does not replace validation.
    """
    raise NotImplementedError

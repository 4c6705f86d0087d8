"""How the built-in Digipost behaves: its delays, and every way in which it can misbehave."""

from dataclasses import dataclass
from enum import StrEnum


class ReceiptFault(StrEnum):
    """What can be wrong with the receipts of a job. Several may be combined."""

    NO_ACKNOWLEDGEMENT = "no_acknowledgement"
    """The result comes, and nothing was acknowledged before."""
    RESULT_FIRST = "result_first"
    """The acknowledgement is put in place only after the result."""
    DUPLICATED = "duplicated"
    """Every receipt comes twice, under two names and with the same bytes."""
    CONTRADICTING = "contradicting"
    """A second result for the job says the opposite: failed after success."""
    HALF_ZIP = "half_zip"
    """The result's zip is cut in the middle, and whole only at the next round of processing."""
    GARBAGE = "garbage"
    """A file of random bytes, named like a result of this job, lies beside the real one."""
    WRONG_SCHEMA = "wrong_schema"
    """A zip named like a result holds XML that no Digipost schema knows."""
    UNKNOWN_JOB = "unknown_job"
    """A well-formed result about a job that nobody sent lies beside the real one."""


class DocumentCheck(StrEnum):
    """How closely the letters are looked at."""

    NONE = "none"
    QUICK = "quick"
    """Whether each is a whole PDF, not encrypted, of a version that can be printed: the head and the tail."""
    FULL = "full"
    """All rules of Digipost's validator, some milliseconds a letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """One way for the built-in Digipost to behave. The default is correct, prompt and obliging.

    Times are in seconds of the sandbox's clock; sizes and positions are in bytes. A behaviour may be
    replaced while the server runs: the next request and the next round of processing follow it.
    """

    # Processing
    acknowledge_after_s: float = 0.0
    """From the upload being complete to its acknowledgement."""
    result_after_s: float = 0.0
    """From the approval (a lookup needs none) to the final result."""
    preliminary_after_s: float | None = None
    """From the approval to a preliminary result. None: only where a delivery date is waited for."""
    approve_after_s: float | None = 0.0
    """How long a mailing without automatic approval waits. None: until `Processor.approve`."""
    takes_uploads_at_once: bool = False
    """An upload leaves its folder as soon as it was read, and not when its result is ready."""
    document_check: DocumentCheck = DocumentCheck.QUICK
    """Bad letters are reported per document."""
    print_agreement: bool = True
    """The sender may have letters printed."""
    receipt_faults: frozenset[ReceiptFault] = frozenset()

    # The connection
    refuses_login: bool = False
    """The client's key is turned down."""
    other_host_key: bool = False
    """Another host key than the one that was handed out."""
    silent: bool = False
    """Connections are accepted and never answered."""
    reply_delay_s: float = 0.0
    """How long each SFTP request waits for its answer."""
    cut_after_uploaded: int | None = None
    """The connection is cut once so many bytes of one file have come in."""
    cut_after_downloaded: int | None = None
    """The connection is cut once so many bytes of one file have gone out."""
    cuts: int | None = None
    """How many times a connection is cut before the server is well again. None: always."""

    # The disk
    disk_full_after: int | None = None
    """Writing fails once one upload has so many bytes."""
    truncates_uploads_to: int | None = None
    """Everything after so many bytes of an upload is thrown away, and reported as written."""
    size_error: int = 0
    """What is added to every size that the server tells."""
    refuses_rename: bool = False
    """Files cannot be given another name."""
    stray_receipts: int = 0
    """So many receipts of other people's jobs lie in each receipt folder."""


PROMPT = Behaviour()
"""Correct, and as quick as it can be: for tests and for the demo."""

TRAINING = Behaviour(
    acknowledge_after_s=2.0, result_after_s=6.0, approve_after_s=15.0, document_check=DocumentCheck.FULL
)
"""Slow enough that a person who practises sees each state, and never so slow that it bores."""

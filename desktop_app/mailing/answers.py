"""From Digipost's words to the ledger's: what a status, a fault or a channel means for a letter."""

import json
import re
from collections.abc import Iterable

from sqlalchemy import ColumnElement, case

from desktop_app.digipost.result_model import (
    Channel,
    Failure,
    FailureCode,
    LetterFault,
    LetterFaultType,
    LetterResult,
    RecipientResult,
    RecipientStatus,
)
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.register.model import LookupStatus

STATUSES: dict[RecipientStatus, LookupStatus] = {
    RecipientStatus.DIGIPOST: LookupStatus.DIGIPOST,
    RecipientStatus.IDENTIFISERT: LookupStatus.IDENTIFIED,
    RecipientStatus.UIDENTIFISERT: LookupStatus.UNIDENTIFIED,
    RecipientStatus.UGYLDIG: LookupStatus.INVALID,
}
"""Digipost's word and the register's. A word that this program does not know has none."""

NOT_UNDERSTOOD = "not_understood"
"""Stored in place of a status that this program does not know."""

_STATUS_WORDS = {
    status: STATUSES[status].value if status in STATUSES else NOT_UNDERSTOOD for status in RecipientStatus
}

_FAULTS: dict[LetterFaultType, Reason] = {
    LetterFaultType.UGYLDIG_DOKUMENT: Reason.DOCUMENT_REFUSED,
    LetterFaultType.UGYLDIG_FOR_PRINT: Reason.PRINT_REFUSED,
    LetterFaultType.UGYLDIG_MOTTAKER: Reason.RECIPIENT_REFUSED,
}

_JOB_ID = re.compile(r"jobb?[\s_-]*id|\buuid", re.IGNORECASE)
_KNOWN = re.compile(
    r"allerede|brukt|finnes|kjent|duplikat|tidligere|unik|already|exist|used|known|duplicate|unique",
    re.IGNORECASE,
)


def says_job_is_known(failure: Failure | None) -> bool:
    """True when Digipost refuses a job because it has seen its id (or its letters' uuids) before.

    The words are not documented, so they are looked for in several forms.
    """
    if failure is None or failure.code not in {FailureCode.VALIDERING_FEILET, FailureCode.GENERELL_FEIL}:
        return False
    return bool(_JOB_ID.search(failure.message) and _KNOWN.search(failure.message))


def status_word(result: RecipientResult) -> str:
    """The register's word for what a result says of a recipient."""
    return _STATUS_WORDS[result.status]


def reason_words(result: RecipientResult) -> tuple[str, ...]:
    """Digipost's own words for why somebody could not be found, those that are new to this program included."""
    if not (result.unidentified_reasons or result.invalid_reasons or result.unknown_words):
        return ()
    return (
        *(reason.value for reason in result.unidentified_reasons if reason.value != "?"),
        *(reason.value for reason in result.invalid_reasons),
        *result.unknown_words,
    )


def outcome_of(result: LetterResult) -> Outcome | None:
    """What became of a letter; None when Digipost used a word that this program does not know."""
    if result.sent is None:
        return None
    if not result.sent:
        return Outcome.REMAINDER
    return Outcome.PRINTED if result.channel is Channel.PRINT else Outcome.DIGITAL


def fault_reason(faults: Iterable[LetterFault]) -> Reason:
    """Why a letter was not sent, by the first fault that says it."""
    for fault in faults:
        if fault.type in _FAULTS:
            return _FAULTS[fault.type]
    return Reason.NOT_SENT


def fault_words(result: LetterResult) -> tuple[str, ...]:
    """Digipost's own words about a letter's faults."""
    if not result.faults:
        return result.unknown_words
    words: list[str] = []
    for fault in result.faults:
        words.append(fault.unknown_word or fault.type.value)
        words.extend(fault.messages)
    return (*words, *result.unknown_words)


def stored_words(words: tuple[str, ...]) -> str | None:
    """Words as the ledger keeps them: a JSON list, or NULL for none."""
    return json.dumps(words, ensure_ascii=False) if words else None


def words_from_stored(stored: str | None) -> tuple[str, ...]:
    """The words that `stored_words` kept."""
    return () if stored is None else tuple(json.loads(stored))


def reason_of_status(
    status: ColumnElement[str], details: ColumnElement[str], otherwise: Reason
) -> ColumnElement[str]:
    """An SQL expression: why somebody with this lookup status was not reached digitally."""
    unidentified = status == LookupStatus.UNIDENTIFIED.value
    return case(
        (status == LookupStatus.IDENTIFIED.value, Reason.NOT_A_USER.value),
        (unidentified & details.contains("FLERE_TREFF"), Reason.SEVERAL_MATCH.value),
        (unidentified & details.contains("MANGELFULL_ADRESSE"), Reason.INCOMPLETE_ADDRESS.value),
        (unidentified, Reason.NOT_FOUND.value),
        (status == LookupStatus.INVALID.value, Reason.WRONG_DETAILS.value),
        else_=otherwise.value,
    )

"""What comes back on the wire, as plain values: results of both kinds, with every status and reason.

A word that this program does not know becomes `UNSPECIFIED` (or `None`), and is kept as it came in
`unknown_words`, so that a result is never lost because Digipost has learnt a new word.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from desktop_app.digipost.interfaces import Interface, JobKind


class JobStatus(StrEnum):
    """`status`: how far the job has come. Interface 2_0's schema knows only SUKSESS and FEILET."""

    MOTTATT = "MOTTATT"
    """Acknowledged. A long wait after it is normal: approval, washing."""
    FORELOEPIG_SUKSESS = "FORELØPIG_SUKSESS"
    """Preliminary: not the end."""
    SUKSESS = "SUKSESS"
    FEILET = "FEILET"
    UNSPECIFIED = "?"


class FailureCode(StrEnum):
    """`feilkode`: why the whole job failed."""

    VALIDERING_FEILET = "VALIDERING_FEILET"
    ENGINE_FEIL = "ENGINE_FEIL"
    GENERELL_FEIL = "GENERELL_FEIL"
    UNSPECIFIED = "?"


class RecipientStatus(StrEnum):
    """What the lookup found out about one recipient."""

    DIGIPOST = "DIGIPOST"
    IDENTIFISERT = "IDENTIFISERT"
    UIDENTIFISERT = "UIDENTIFISERT"
    UGYLDIG = "UGYLDIG"
    UNSPECIFIED = "?"


class UnidentifiedReason(StrEnum):
    """`uidentifisert-grunn`."""

    FLERE_TREFF = "FLERE_TREFF"
    MANGELFULL_ADRESSE = "MANGELFULL_ADRESSE"
    UNSPECIFIED = "?"


class InvalidReason(StrEnum):
    """`ugyldig-grunn`. `UGYLDIG_ORGANISASJONSNUMMER` is interface 2_1 only."""

    UGYLDIG_KUNDEID = "UGYLDIG_KUNDEID"
    UGYLDIG_FOEDSELSNUMMER = "UGYLDIG_FOEDSELSNUMMER"
    UGYLDIG_FOEDSELSDATO = "UGYLDIG_FOEDSELSDATO"
    UGYLDIG_DIGIPOSTADRESSE = "UGYLDIG_DIGIPOSTADRESSE"
    UGYLDIG_NAVN_ADRESSE = "UGYLDIG_NAVN_ADRESSE"
    UGYLDIG_POSTNUMMER = "UGYLDIG_POSTNUMMER"
    UGYLDIG_ORGANISASJONSNUMMER = "UGYLDIG_ORGANISASJONSNUMMER"
    UNSPECIFIED = "USPESIFISERT"


class DocumentFaultType(StrEnum):
    """What is wrong with a document that was refused."""

    UGYLDIG_FOR_WEB = "UGYLDIG_FOR_WEB"
    UGYLDIG_FOR_PRINT = "UGYLDIG_FOR_PRINT"
    UNSPECIFIED = "USPESIFISERT_FEIL"


class LetterFaultType(StrEnum):
    """Why a letter was not sent."""

    UGYLDIG_DOKUMENT = "UGYLDIG_DOKUMENT"
    UGYLDIG_MOTTAKER = "UGYLDIG_MOTTAKER"
    UGYLDIG_FOR_PRINT = "UGYLDIG_FOR_PRINT"
    UNSPECIFIED = "USPESIFISERT_FEIL"


class Channel(StrEnum):
    """`kanal`: how a letter went out."""

    WEB = "WEB"
    PRINT = "PRINT"
    UNSPECIFIED = "?"


@dataclass(frozen=True, slots=True)
class RecipientSummary:
    """`mottaker-sammendrag`: counts. "Washed" ones were found by name and address."""

    total: int
    digipost: int
    digipost_washed: int
    identified: int
    identified_washed: int
    unidentified: int
    unidentified_ambiguous: int
    invalid: int


@dataclass(frozen=True, slots=True)
class PrintSummary:
    """`print-sammendrag`: counts."""

    sent_to_print: int
    invalid: int


@dataclass(frozen=True, slots=True)
class Failure:
    """`feilinformasjon`: why the whole job failed, in Digipost's own words."""

    code: FailureCode
    message: str


@dataclass(frozen=True, slots=True)
class ResultHeader:
    """All of a result except its lists. `job_id` (`ref-jobb-id`) tells which job it answers.

    Times are aware; a time that cannot be read is `None`. `finished_at` is missing while a job runs.
    """

    kind: JobKind
    interface: Interface
    status: JobStatus
    job_id: str
    sender_id: int | None = None
    processor_id: int | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    recipient_summary: RecipientSummary | None = None
    print_summary: PrintSummary | None = None
    failure: Failure | None = None
    unknown_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecipientResult:
    """What is known about one recipient. Which optional parts are filled depends on the status."""

    customer_id: str
    status: RecipientStatus
    digipost_address: str | None = None
    person_alias: str | None = None
    unidentified_reasons: tuple[UnidentifiedReason, ...] = ()
    invalid_reasons: tuple[InvalidReason, ...] = ()
    washed: bool | None = None
    unknown_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentFaultDetail:
    """One fault of a document, with Digipost's own messages."""

    type: DocumentFaultType
    messages: tuple[str, ...] = ()
    unknown_word: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentFault:
    """`dokument-med-feil`: a document that could not be used."""

    document_id: str
    faults: tuple[DocumentFaultDetail, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterFault:
    """One reason why a letter was not sent, with Digipost's own messages."""

    type: LetterFaultType
    messages: tuple[str, ...] = ()
    unknown_word: str | None = None


@dataclass(frozen=True, slots=True)
class LetterResult:
    """`brev-resultater/resultat`: what became of one letter.

    `sent` is `None` where Digipost used a word that this program does not know: then nobody may take the
    letter for sent or for not sent. 2_0 has only the letter's id; 2_1 has the uuids, and perhaps the id.
    """

    letter_id: str | None
    main_uuid: str | None
    attachment_uuids: tuple[str, ...] = ()
    sent: bool | None = None
    channel: Channel | None = None
    faults: tuple[LetterFault, ...] = ()
    unknown_words: tuple[str, ...] = ()


ResultItem: TypeAlias = RecipientResult | DocumentFault | LetterResult

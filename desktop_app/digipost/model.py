"""What is said on the wire, as plain values: jobs, letters, recipients, and the results that come back.

Digipost's own words (Norwegian, the names in its schemas) stand in the docstrings and as the values of
the enumerations. An optional value that is `None` is not written at all. Interface 2_0 carries less than
2_1; the writer refuses what a version cannot carry, so nothing is dropped in silence. All names of the model,
those of the results too, are imported from here; who needs only versions, kinds or results may go to their own
modules, which are quicker to load.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Final, TypeAlias

from desktop_app.digipost.interfaces import Interface as Interface
from desktop_app.digipost.interfaces import JobKind as JobKind
from desktop_app.digipost.result_model import Channel as Channel
from desktop_app.digipost.result_model import DocumentFault as DocumentFault
from desktop_app.digipost.result_model import DocumentFaultDetail as DocumentFaultDetail
from desktop_app.digipost.result_model import DocumentFaultType as DocumentFaultType
from desktop_app.digipost.result_model import Failure as Failure
from desktop_app.digipost.result_model import FailureCode as FailureCode
from desktop_app.digipost.result_model import InvalidReason as InvalidReason
from desktop_app.digipost.result_model import JobStatus as JobStatus
from desktop_app.digipost.result_model import LetterFault as LetterFault
from desktop_app.digipost.result_model import LetterFaultType as LetterFaultType
from desktop_app.digipost.result_model import LetterResult as LetterResult
from desktop_app.digipost.result_model import PrintSummary as PrintSummary
from desktop_app.digipost.result_model import RecipientResult as RecipientResult
from desktop_app.digipost.result_model import RecipientStatus as RecipientStatus
from desktop_app.digipost.result_model import RecipientSummary as RecipientSummary
from desktop_app.digipost.result_model import ResultHeader as ResultHeader
from desktop_app.digipost.result_model import ResultItem as ResultItem
from desktop_app.digipost.result_model import UnidentifiedReason as UnidentifiedReason


class Cancel(Enum):
    """The type of `CANCEL`, its only value."""

    CANCEL = "cancel"


CANCEL: Final = Cancel.CANCEL
"""Takes back a setting that would be inherited; on the wire an empty element."""

# --- Who ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FullName:
    """`navn-format1`: "Kari Marie Nordmann", or "Nordmann Kari Marie" with `last_name_first`."""

    full_name: str
    last_name_first: bool = False


@dataclass(frozen=True, slots=True)
class FirstLastName:
    """`navn-format2`."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class FirstMiddleLastName:
    """`navn-format3`."""

    first: str
    middle: str | None
    last: str


Name: TypeAlias = FullName | FirstLastName | FirstMiddleLastName


@dataclass(frozen=True, slots=True)
class LineAddress:
    """`adresse-format1`: the street or box as one or two lines."""

    line1: str
    line2: str | None
    postcode: str
    city: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class PartAddress:
    """`adresse-format2`: the address in up to four parts (street name, number, letter, flat)."""

    part1: str
    part2: str | None
    part3: str | None
    part4: str | None
    postcode: str
    city: str
    country: str | None = None


Address: TypeAlias = LineAddress | PartAddress


@dataclass(frozen=True, slots=True)
class NameAndAddress:
    """Identified by name and address, matched against Posten's register, which can take hours.

    Phone (`telefonnummer`) and e-mail (`epostadresse`) are only allowed together with the birth date
    (`foedselsdato`), which travels as ddMMyy: the century is lost on the wire.
    """

    name: Name
    address: Address
    birth_date: date | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class NationalId:
    """`foedselsnummer`: 11 digits. Kept out of `repr`, so that it cannot end in a log by accident."""

    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DigipostAddress:
    """`digipostadresse`, such as "kari.nordmann#1A2B"."""

    address: str


@dataclass(frozen=True, slots=True)
class PersonAlias:
    """`person-alias`: someone an earlier lookup identified who has no account."""

    alias: str


@dataclass(frozen=True, slots=True)
class OrganisationNumber:
    """`organisasjonsnummer`: 9 digits. Interface 2_1 only."""

    number: str


Identification: TypeAlias = NameAndAddress | NationalId | DigipostAddress | PersonAlias | OrganisationNumber


@dataclass(frozen=True, slots=True)
class Recipient:
    """`mottaker`. The sender's own id (`kunde-id`) is unique in a job and has no blanks at its ends."""

    customer_id: str
    identification: Identification


# --- What --------------------------------------------------------------------------------------------


class Authentication(StrEnum):
    """`autentiseringsnivaa`: what the recipient needs to open the letter. Digipost's default: password."""

    PASSWORD = "PASSORD"  # noqa: S105
    TWO_FACTOR = "TO_FAKTOR"


class Sensitivity(StrEnum):
    """`sensitivitetsnivaa`: whether sender and subject show in notifications. Digipost's default: normal."""

    NORMAL = "NORMALT"
    SENSITIVE = "SENSITIVT"


class PrintColour(StrEnum):
    """`print-farge`, for letters that are printed. Digipost's default: monochrome."""

    MONOCHROME = "MONOKROM"
    COLOURS = "FARGER"


@dataclass(frozen=True, slots=True)
class SmsNotification:
    """`sms-varsling`: an SMS if the letter is still unread then; sent between 09 and 20, and priced.

    `at` are aware times (`tidspunkt`), `after_hours` whole hours after delivery (`etter-timer`, 0 or more).
    At least one is given: an SMS setting without any is written as `CANCEL`.
    """

    at: tuple[datetime, ...] = ()
    after_hours: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.at and not self.after_hours:
            raise ValueError("an SMS notification needs a time; use CANCEL to take one back")


@dataclass(frozen=True, slots=True)
class DocumentSettings:
    """`dokument-innstillinger`: `None` inherits from the level above, `CANCEL` takes an inherited value back.

    Levels, from the outermost: the whole job, a named set, a document, a document to one recipient.
    The two enumerations without `CANCEL` cannot be empty on the wire; give Digipost's default instead.
    An empty value of this class says nothing and is not written.
    """

    subject: str | Cancel | None = None
    """`emne`, at most 100 characters."""
    sms: SmsNotification | Cancel | None = None
    authentication: Authentication | None = None
    sensitivity: Sensitivity | None = None
    opening_receipt_group: str | Cancel | None = None
    """`aapningskvitteringsgruppe`. Interface 2_1 only."""
    print_colour: PrintColour | Cancel | None = None
    """Interface 2_1 only."""


@dataclass(frozen=True, slots=True)
class NamedSettings:
    """A set of settings that documents can build on by its id (an XML name). Interface 2_1 only."""

    id: str
    settings: DocumentSettings = field(default_factory=DocumentSettings)


@dataclass(frozen=True, slots=True)
class Document:
    """`dokument`: one file in the zip, which any number of letters can name by its id.

    `id` is an XML name, unique in the job among documents and named settings. `file` is its path in the zip.
    `extends` is the id of the named settings that it builds on.
    """

    id: str
    file: str
    settings: DocumentSettings | None = None
    extends: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice(Document):
    """`dokument xsi:type="faktura"`: something that is to be paid."""

    kid: str | None = None
    """2–24 digits and a last digit or dash. Optional in 2_1; required in 2_0, and digits only."""
    amount: Decimal
    """`beloep`, kroner, more than 0 and at most two decimals."""
    account: str
    """`kontonummer`, 11 digits."""
    due_date: date
    """`forfallsdato`."""


@dataclass(frozen=True, slots=True)
class DocumentToRecipient:
    """`hoveddokument` or `vedlegg`: which document one recipient gets, and under which uuid.

    In 2_1 give every one a lower-case uuid, which is unique for the sender for ever. 2_0 has no uuids: `None`.
    """

    document_id: str
    uuid: str | None = None
    settings: DocumentSettings | None = None


@dataclass(frozen=True, slots=True)
class NotificationAddresses:
    """`varslingsadresser`, for public senders only. Interface 2_1 only."""

    email: str | None = None
    mobile: str | None = None


class PostType(StrEnum):
    """`posttype`. Digipost's default: B."""

    A = "A"
    B = "B"


@dataclass(frozen=True, slots=True)
class NorwegianAddress:
    """`norsk-mottakeradresse`: lines of at most 100 characters, `poststed` of at most 80."""

    postcode: str
    city: str
    line1: str | None = None
    line2: str | None = None


@dataclass(frozen=True, slots=True)
class ForeignAddress:
    """`utenlandsk-mottakeradresse`: with either the country's name or its two-letter ISO 3166-1 code."""

    line1: str
    line2: str | None = None
    line3: str | None = None
    line4: str | None = None
    country: str | None = None
    country_code: str | None = None

    def __post_init__(self) -> None:
        if (self.country is None) == (self.country_code is None):
            raise ValueError("a foreign address has either a country or a country code")


PostalAddress: TypeAlias = NorwegianAddress | ForeignAddress


@dataclass(frozen=True, slots=True)
class PhysicalPrint:
    """`fysisk-print`: printed and posted only if the recipient cannot get the letter digitally."""

    recipient_name: str
    address: PostalAddress
    return_name: str
    return_address: PostalAddress
    post_type: PostType = PostType.B


@dataclass(frozen=True, slots=True)
class Letter:
    """`brev`: one recipient, one main document, up to 99 attachments; printable if `physical_print` is given.

    `id` is unique in the job, and comes back in the letter's result.
    """

    id: str
    recipient: Recipient
    main: DocumentToRecipient
    attachments: tuple[DocumentToRecipient, ...] = ()
    notification: NotificationAddresses | None = None
    physical_print: PhysicalPrint | None = None


# --- Jobs --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class JobSettings:
    """`jobb-innstillinger`. `job_id` matches `[a-zA-Z0-9_.-]{1,100}` and is never used for another job."""

    sender_id: int
    job_id: str
    processor_id: int | None = None
    """`behandler-id`: the partner who sends on the sender's behalf."""
    job_name: str | None = None
    """At most 80 characters."""
    auto_approve: bool = False
    """False: somebody approves the job on Digipost's own pages before it runs."""
    deliver_at: datetime | None = None
    """`virkningsdato`, an aware time. Mailings in interface 2_1 only."""
    client_info: str | None = None
    """`klientinformasjon`: the sending program, its version, the platform."""


@dataclass(frozen=True, slots=True)
class LookupJob:
    """`mottakersplitt`. The recipients are read once, one by one."""

    settings: JobSettings
    recipients: Iterable[Recipient]

    @property
    def kind(self) -> JobKind:
        return JobKind.LOOKUP


@dataclass(frozen=True, slots=True)
class MailingJob:
    """`masseutsendelse`. First the documents are read once, one by one, and then the letters."""

    settings: JobSettings
    documents: Iterable[Document]
    letters: Iterable[Letter]
    global_settings: DocumentSettings | None = None
    named_settings: tuple[NamedSettings, ...] = ()

    @property
    def kind(self) -> JobKind:
        return JobKind.MAILING


Job: TypeAlias = LookupJob | MailingJob


@dataclass(frozen=True, slots=True)
class JobHeader:
    """All of a job that was read except its recipients, documents and letters."""

    kind: JobKind
    interface: Interface
    settings: JobSettings
    global_settings: DocumentSettings | None = None
    named_settings: tuple[NamedSettings, ...] = ()


JobItem: TypeAlias = Recipient | Document | Letter

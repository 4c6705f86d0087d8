"""Everything a person has answered in a mailing wizard, and nothing that was worked out from it.

A draft is frozen: a step makes a changed copy with `dataclasses.replace`, and the flow keeps and saves it. What
is worked out (the imported rows, the matched letters, the result of the check) is not in here, so going
back can never leave a stale value behind. Answers of a choice that is not taken at the moment (the file, while
the register is chosen) stay, so that going to and fro loses nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from desktop_app.mailing.options import Pattern, Security
from desktop_app.wizards.replacements import Replacements

DRAFT_VERSION = 1


class StepKey(StrEnum):
    """The steps a wizard may be made of, in this order."""

    PATTERN = "pattern"
    RECIPIENTS = "recipients"
    LETTERS = "letters"
    PRINT = "print"
    CHECK = "check"
    SEND = "send"
    FOLLOW = "follow"


class RecipientSource(StrEnum):
    """Where the recipients come from."""

    UNDECIDED = "undecided"
    REGISTER = "register"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class RegisterChoice:
    """A filter over the register. `statuses` holds lookup statuses, with "" for never looked up.

    `older_than_days` keeps those whose lookup is older, or who had none.
    """

    search: str = ""
    statuses: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    older_than_days: int | None = None


@dataclass(frozen=True, slots=True)
class FileChoice:
    """A spreadsheet or CSV file with its mapping (field → heading or column letter) and the import's mode.

    `mapping` is None until somebody changed it: the suggested one is used meanwhile. `imported_as` and
    `without_rejected` hold the fingerprint of the file and choices for which the rows are in the register, and
    for which the person said to go on without the rows that cannot be used.
    """

    path: str = ""
    sheet: str | None = None
    mapping: Mapping[str, str] | None = None
    mode: str = "update"
    imported_as: str = ""
    without_rejected: str = ""


@dataclass(frozen=True, slots=True)
class RecipientsChoice:
    """Who gets a letter. `only_known_users` sends only to those who had Digipost at the last lookup."""

    source: RecipientSource = RecipientSource.UNDECIDED
    register: RegisterChoice = field(default_factory=RegisterChoice)
    file: FileChoice = field(default_factory=FileChoice)
    only_known_users: bool = False


class LetterManner(StrEnum):
    """How each recipient's letter is found."""

    UNDECIDED = "undecided"
    ONE_FOR_ALL = "one-for-all"
    BY_COLUMN = "by-column"
    BY_FILE_NAME = "by-file-name"


class MatchBy(StrEnum):
    """What of the person the name of a file carries."""

    CUSTOMER_ID = "customer-id"
    NATIONAL_ID = "national-id"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class LettersChoice:
    """The main letters. `folder` is where the files lie, by column or by name.

    `replacements` are files chosen by hand: customer id → path.
    """

    manner: LetterManner = LetterManner.UNDECIDED
    common_file: str = ""
    folder: str = ""
    match_by: MatchBy = MatchBy.CUSTOMER_ID
    replacements: Mapping[str, str] = field(default_factory=Replacements)

    def __post_init__(self) -> None:
        object.__setattr__(self, "replacements", Replacements.of(self.replacements))


class AttachmentManner(StrEnum):
    """How each recipient's own attachments are found, if there are any."""

    NONE = "none"
    BY_COLUMN = "by-column"
    BY_FILE_NAME = "by-file-name"


@dataclass(frozen=True, slots=True)
class AttachmentsChoice:
    """Attachments for everybody (paths, in order), and each one's own."""

    common: tuple[str, ...] = ()
    manner: AttachmentManner = AttachmentManner.NONE
    folder: str = ""
    match_by: MatchBy = MatchBy.CUSTOMER_ID


@dataclass(frozen=True, slots=True)
class MessageChoice:
    """What surrounds the letter. `subject` may hold fields such as `{first_name}`.

    `sms_after_hours` and `sms_at` exclude each other; moments are aware.
    """

    subject: str = ""
    sms_after_hours: tuple[int, ...] = ()
    sms_at: tuple[datetime, ...] = ()
    security: Security = Security.PASSWORD
    sensitive: bool = False
    opening_receipt_group: str = ""
    deliver_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InvoiceChoice:
    """Whether the letters are invoices. KID, amount, account and due date come from the file's columns,
    unless one value is given here for everybody."""

    used: bool = False
    account: str = ""
    due_date: date | None = None
    amount: str = ""


@dataclass(frozen=True, slots=True)
class PrintChoice:
    """How Digipost prints for those who have no account."""

    colour: bool = False
    first_class: bool = False
    return_name: str = ""
    return_address1: str = ""
    return_address2: str = ""
    return_postcode: str = ""
    return_city: str = ""


@dataclass(frozen=True, slots=True)
class JobChoice:
    """The job's name, who approves it, and on whose behalf it is sent."""

    name: str = ""
    auto_approve: bool = False
    processor_id: str = ""


@dataclass(frozen=True, slots=True)
class PatternOptions:
    """What the one's own pattern consists of; the other patterns fix these."""

    lookup_first: bool = True
    update_register: bool = True
    print_fallback: bool = False
    variant_name: str = ""


@dataclass(frozen=True, slots=True)
class CheckAnswers:
    """What the person did in the check step beside the deviations, whose settlement the ledger keeps.

    `pairs_seen` counts the pairs that were looked at for the plan that `pairs_seen_of` fingerprints.
    `passed_revision` is the revision of the plan with which the person went on from the check: only that one can
    be sent.
    """

    pairs_seen: int = 0
    pairs_seen_of: str = ""
    passed_revision: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """One wizard's answers. `reached` is the furthest step.

    `mailing_id` is the mailing in the ledger, made when it is first checked; `sent` says that it was confirmed.
    """

    id: str
    pattern: Pattern
    recipients: RecipientsChoice = field(default_factory=RecipientsChoice)
    letters: LettersChoice = field(default_factory=LettersChoice)
    attachments: AttachmentsChoice = field(default_factory=AttachmentsChoice)
    message: MessageChoice = field(default_factory=MessageChoice)
    invoice: InvoiceChoice = field(default_factory=InvoiceChoice)
    printing: PrintChoice = field(default_factory=PrintChoice)
    job: JobChoice = field(default_factory=JobChoice)
    options: PatternOptions = field(default_factory=PatternOptions)
    check: CheckAnswers = field(default_factory=CheckAnswers)
    confirmed_count: str = ""
    step: StepKey = StepKey.RECIPIENTS
    reached: StepKey = StepKey.RECIPIENTS
    mailing_id: int | None = None
    sent: bool = False

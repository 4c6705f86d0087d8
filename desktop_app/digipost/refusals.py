"""Why a job cannot be written, told with the letter, the customer id and the field."""

import dataclasses
import re
from collections.abc import Iterator

from desktop_app.base.texts import Text, text
from desktop_app.digipost.errors import JobInvalid, NotInInterface
from desktop_app.digipost.xml_text import UnwritableTextError

TITLE = text("The job cannot be sent as it is.")
CORRECT_AND_BUILD = text("Correct it and build the job again.")


class RefusalError(Exception):
    """Raised where the problem is known but not whose it is; `refused` adds that."""

    def __init__(
        self, problem: Text, hint: Text = CORRECT_AND_BUILD, kind: type[JobInvalid] = JobInvalid
    ) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.hint = hint
        self.kind = kind


def not_in_2_0(problem: Text, hint: Text) -> RefusalError:
    """The refusal of something that only interface 2_1 can carry."""
    return RefusalError(problem, hint, NotInInterface)


def refused(place: Text, cause: RefusalError | UnwritableTextError, record: object) -> JobInvalid:
    """The error for the person: where it is (`place`) and what is wrong with `record` there."""
    if isinstance(cause, UnwritableTextError):
        cause = _control_character(cause, record)
    message = text("{place}: {problem}", place=place, problem=cause.problem)
    return cause.kind(title=TITLE, message=message, hint=cause.hint)


def fault_of_program(problem: Text) -> JobInvalid:
    """The error for what the person can do nothing about."""
    hint = text("This is a fault of the program. Build the job again, and report it if it comes back.")
    return JobInvalid(title=TITLE, message=problem, hint=hint)


def place_of_letter(number: int, customer_id: str) -> Text:
    """Letter number so-and-so, counted from 1."""
    return text(
        "Letter {number}, customer id {customer_id}", number=number, customer_id=shown_id(customer_id)
    )


def place_of_recipient(number: int, customer_id: str) -> Text:
    """Recipient number so-and-so of a lookup, counted from 1."""
    return text(
        "Recipient {number}, customer id {customer_id}", number=number, customer_id=shown_id(customer_id)
    )


def place_of_document(number: int, document_id: str) -> Text:
    """Document number so-and-so, counted from 1."""
    return text("Document {number}, id {id}", number=number, id=shown_id(document_id))


def place_of_named_settings(settings_id: str) -> Text:
    return text("The named settings {id}", id=shown_id(settings_id))


PLACE_OF_JOB_SETTINGS = text("The job's settings")
PLACE_OF_GLOBAL_SETTINGS = text("The settings for all letters")


def shown(value: str) -> str:
    """A value fit for a message: at most 60 characters, and what cannot be printed as `?`."""
    printable = "".join(character if character.isprintable() else "?" for character in value[:61])
    return printable if len(value) <= 60 else printable[:60] + "…"


def shown_id(given: str) -> str:
    """An id for a message; if it is an identity number, its last five digits are covered."""
    return re.sub(r"(?<!\d)(\d{6}) ?\d{5}(?!\d)", r"\1 •••••", shown(given))


def _control_character(cause: UnwritableTextError, record: object) -> RefusalError:
    name = next((name for name, value in _texts_in(record) if value == cause.value), "")
    problem = text(
        "The field “{field}” holds a character that cannot be sent ({character}).",
        field=field_label(name),
        character=str(cause),
    )
    return RefusalError(
        problem, text("Delete the character where the data comes from, and build the job again.")
    )


def _texts_in(record: object, name: str = "") -> Iterator[tuple[str, str]]:
    """All texts of a record, however deep, each with the name of the field that holds it."""
    if isinstance(record, str):
        yield name, record
    elif isinstance(record, tuple):
        for item in record:
            yield from _texts_in(item, name)
    elif dataclasses.is_dataclass(record):
        for each in dataclasses.fields(record):
            yield from _texts_in(getattr(record, each.name), each.name)


def field_label(name: str) -> Text:
    """What the staff call a field of the model."""
    return _LABELS.get(name) or text("{name}", name=name)


_NAME = text("name")
_LABELS = {
    "customer_id": text("customer id"),
    "full_name": _NAME,
    "first": text("first name"),
    "middle": text("middle name"),
    "last": text("last name"),
    "line1": text("address line 1"),
    "line2": text("address line 2"),
    "line3": text("address line 3"),
    "line4": text("address line 4"),
    "part1": text("address line 1"),
    "part2": text("address line 2"),
    "part3": text("address line 3"),
    "part4": text("address line 4"),
    "postcode": text("postcode"),
    "city": text("city"),
    "country": text("country"),
    "country_code": text("country code"),
    "phone": text("phone number"),
    "email": text("e-mail address"),
    "mobile": text("mobile number"),
    "number": text("identity number"),
    "address": text("Digipost address"),
    "alias": text("person alias"),
    "subject": text("subject"),
    "opening_receipt_group": text("opening receipt group"),
    "recipient_name": text("name on the envelope"),
    "return_name": text("name in the return address"),
    "uuid": text("letter's uuid"),
    "document_id": text("document's id"),
    "file": text("file name"),
    "kid": text("KID"),
    "account": text("account number"),
    "amount": text("amount"),
    "due_date": text("due date"),
    "job_id": text("job id"),
    "job_name": text("job's name"),
    "client_info": text("sending program's name"),
}

"""From the ledger's rows to what travels: recipients, letters and settings as the wire knows them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from desktop_app.digipost.model import (
    Authentication,
    DigipostAddress,
    DocumentSettings,
    FirstLastName,
    FirstMiddleLastName,
    ForeignAddress,
    FullName,
    Identification,
    JobSettings,
    LineAddress,
    Name,
    NameAndAddress,
    NationalId,
    NorwegianAddress,
    NotificationAddresses,
    OrganisationNumber,
    PersonAlias,
    PhysicalPrint,
    PostalAddress,
    PostType,
    PrintColour,
    Recipient,
    Sensitivity,
    SmsNotification,
)
from desktop_app.mailing.ledger import JobRecord
from desktop_app.mailing.options import MailingOptions, PrintOptions, Security
from desktop_app.register.lookup_rules import NamedBy

LONGEST_JOB_NAME = 80
_NORWAY = frozenset({"", "no", "nor", "norge", "noreg", "norway", "norwegen"})


def job_settings(job: JobRecord, client_info: str, options: MailingOptions | None = None) -> JobSettings:
    """What a job says about itself."""
    return JobSettings(
        sender_id=job.sender_id,
        job_id=job.job_id,
        processor_id=job.processor_id,
        job_name=job.name[:LONGEST_JOB_NAME] or None,
        auto_approve=job.auto_approve,
        deliver_at=None if options is None else options.deliver_at,
        client_info=client_info,
    )


def recipient_of(row: Any) -> Recipient:
    """A row (of letters or recipients, with its `identification`) as the wire names the person."""
    return Recipient(row.customer_id, _IDENTIFICATIONS[row.identification](row))


def global_settings(options: MailingOptions, common_subject: str | None) -> DocumentSettings:
    """The settings that hold for every document of a mailing; what is Digipost's default is not said."""
    sms = None
    if options.sms_at or options.sms_after_hours:
        sms = SmsNotification(options.sms_at, options.sms_after_hours)
    colour = options.printing is not None and options.printing.colour
    return DocumentSettings(
        subject=common_subject,
        sms=sms,
        authentication=Authentication.TWO_FACTOR if options.security is Security.TWO_FACTOR else None,
        sensitivity=Sensitivity.SENSITIVE if options.sensitive else None,
        opening_receipt_group=options.opening_receipt_group or None,
        print_colour=PrintColour.COLOURS if colour else None,
    )


def notification_of(row: Any) -> NotificationAddresses | None:
    """Where Digipost may notify the person, if anything is known."""
    if not row.email and not row.phone:
        return None
    return NotificationAddresses(row.email or None, row.phone or None)


def print_of(row: Any, options: PrintOptions) -> PhysicalPrint | None:
    """How the letter is printed; None for somebody without a whole postal address."""
    if not (row.address1 and row.postcode and row.city):
        return None
    back = options.return_address
    return PhysicalPrint(
        recipient_name=row.full_name,
        address=postal_address(row),
        return_name=back.name,
        return_address=NorwegianAddress(back.postcode, back.city, back.address1, back.address2 or None),
        post_type=PostType.A if options.first_class else PostType.B,
    )


def postal_address(row: Any) -> PostalAddress:
    """A row's address for an envelope."""
    country = (row.country or "").strip()
    if country.casefold() in _NORWAY:
        return NorwegianAddress(row.postcode, row.city, row.address1, row.address2 or None)
    place = f"{row.postcode} {row.city}"
    second, third = (row.address2, place) if row.address2 else (place, None)
    if len(country) == _CODE_LENGTH:
        return ForeignAddress(row.address1, second, third, country_code=country.upper())
    return ForeignAddress(row.address1, second, third, country=country)


_CODE_LENGTH = 2


def _name_and_address(row: Any) -> Identification:
    birth_date = None if not row.birth_date else date.fromisoformat(row.birth_date)
    return NameAndAddress(
        _name(row),
        LineAddress(row.address1, row.address2 or None, row.postcode, row.city, row.country or None),
        birth_date,
        # Digipost wants the birth date wherever a phone number or an e-mail address is given.
        (row.phone or None) if birth_date else None,
        (row.email or None) if birth_date else None,
    )


def _name(row: Any) -> Name:
    if not (row.first_name and row.last_name):
        return FullName(row.full_name)
    if row.middle_name:
        return FirstMiddleLastName(row.first_name, row.middle_name, row.last_name)
    return FirstLastName(row.first_name, row.last_name)


_IDENTIFICATIONS: Mapping[str, Callable[[Any], Identification]] = {
    NamedBy.NATIONAL_ID: lambda row: NationalId(row.national_id),
    NamedBy.ORGANISATION_NUMBER: lambda row: OrganisationNumber(row.organisation_number),
    NamedBy.DIGIPOST_ADDRESS: lambda row: DigipostAddress(row.digipost_address),
    NamedBy.PERSON_ALIAS: lambda row: PersonAlias(row.person_alias),
    NamedBy.NAME_AND_ADDRESS: _name_and_address,
}

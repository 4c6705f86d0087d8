"""What is sent to Digis about one person: 26 fields, with the names and rules of the member system's manual.

The order is the manual's. A missing value is JSON null, never the text "null" and never an empty text.
"""

from dataclasses import dataclass

from desktop_app.digis.contact import is_email_address, split_mobile_number
from desktop_app.digis.model import Gender, Member, Subscription

PayloadValue = str | int | bool | None
Payload = dict[str, PayloadValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class PayloadRules:
    """The constants and choices of the settings; the defaults are the manual's.

    `region` is the country of phone numbers and addresses that do not say theirs. `no_sms_without_consent`
    sends `IsSendSMS` as false for those who have not allowed SMS; the manual sends true to everybody.
    """

    template_id: int = 311
    creation_type_id: int = 6
    unique_url_type: int = 1
    send_sms: bool = True
    send_email: bool = True
    convert_to_unique_url: bool = True
    no_sms_without_consent: bool = False
    region: str = "SE"


def build_payload(member: Member, subscription: Subscription, rules: PayloadRules) -> Payload:
    """The JSON object for one user of one subscription."""
    country = member.country or None
    mobile = split_mobile_number(member.mobile, country or rules.region)
    unit = member.unit
    end = subscription.last_end_date
    return {
        "IsSendSMS": rules.send_sms and (member.allows_sms or not rules.no_sms_without_consent),
        "TemplateId": rules.template_id,
        "FirstName": _present(member.first_name),
        "LastName": _present(member.last_name),
        "Address": _present(member.street),
        "City": _present(member.city),
        "Zip": _present(member.postcode),
        "ISOCountryCode": country_of(member, rules.region),
        "DOB": None if member.birth_date is None else member.birth_date.isoformat(),
        "Email": _present(member.email),
        # The manual knows two words, so whoever is not known to be male is sent as female.
        "Gender": "Male" if member.gender is Gender.MALE else "Female",
        "MobileCountryCode": None if mobile is None else mobile.country_code,
        "MobileNumber": None if mobile is None else mobile.number,
        "IsActive": True,
        "IsEmailOptIn": member.allows_email and is_email_address(member.email),
        "IsSendEmail": rules.send_email,
        "IsSmsOptIn": member.allows_sms,
        "CreationTypeId": rules.creation_type_id,
        "IsConvertToUniqueUrl": rules.convert_to_unique_url,
        "UniqueURLType": rules.unique_url_type,
        "ExtInfo1": subscription.id,
        "ExtInfo2": None if unit is None else _present(unit.name),
        "ExtInfo3": None if unit is None else _present(unit.id),
        "ExtInfo4": member.person_id,
        "ExtInfo5": None if end is None else end.isoformat(),
        "ExtInfo20": _present(member.card_number),
    }


def country_of(member: Member, region: str) -> str | None:
    """The country of a member's address: the interchange format has none, so it is `region` where there is one."""
    if member.country:
        return member.country
    return region if member.street or member.postcode or member.city else None


def _present(value: str | None) -> str | None:
    return value or None

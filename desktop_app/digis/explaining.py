"""“This is what we send about this person”: every field with its value, what it is, and what is odd about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.base.texts import Text, text
from desktop_app.digis.contact import is_email_address
from desktop_app.digis.model import Gender, Member, Subscription
from desktop_app.digis.payload import Payload, PayloadRules, PayloadValue, build_payload

FIELD_WORDS: Mapping[str, Text] = {
    "IsSendSMS": text("Digis sends the invitation as an SMS"),
    "TemplateId": text("The invitation's template"),
    "FirstName": text("First name"),
    "LastName": text("Last name"),
    "Address": text("Street address"),
    "City": text("Postal city"),
    "Zip": text("Postcode"),
    "ISOCountryCode": text("Country of the address"),
    "DOB": text("Birth date"),
    "Email": text("E-mail address"),
    "Gender": text("Sex: male, or else female"),
    "MobileCountryCode": text("Country code of the mobile number"),
    "MobileNumber": text("Mobile number without the country code"),
    "IsActive": text("The member is active"),
    "IsEmailOptIn": text("Allows e-mail, and the address is valid"),
    "IsSendEmail": text("Digis may send the invitation by e-mail"),
    "IsSmsOptIn": text("Allows SMS"),
    "CreationTypeId": text("How the person came to Digis"),
    "IsConvertToUniqueUrl": text("The link is the person's own"),
    "UniqueURLType": text("Kind of link"),
    "ExtInfo1": text("Subscription id"),
    "ExtInfo2": text("Name of the gym"),
    "ExtInfo3": text("Id of the gym"),
    "ExtInfo4": text("Person id"),
    "ExtInfo5": text("Last end date of the subscription"),
    "ExtInfo20": text("Card number"),
}
"""What each field is, in the order in which they are sent."""


@dataclass(frozen=True, slots=True)
class PayloadLine:
    """One field: its name, its value as it is sent (None is JSON null), what it is, and a note where one is due."""

    field: str
    value: PayloadValue
    words: Text
    note: Text | None


def explain_payload(member: Member, subscription: Subscription, rules: PayloadRules) -> list[PayloadLine]:
    """All fields that are sent about this person for this subscription, in their order."""
    payload = build_payload(member, subscription, rules)
    notes = _notes(member, payload)
    return [PayloadLine(name, value, FIELD_WORDS[name], notes.get(name)) for name, value in payload.items()]


def _notes(member: Member, payload: Payload) -> dict[str, Text]:
    notes: dict[str, Text] = {}
    if payload["IsSendSMS"] and not member.allows_sms:
        notes["IsSendSMS"] = text(
            "The person has not allowed SMS, and gets this one. The setting “No SMS without consent” changes that."
        )
    if member.gender is Gender.UNKNOWN:
        notes["Gender"] = text("The sex is not known. Digis expects the word Female then.")
    if member.mobile and payload["MobileNumber"] is None:
        notes["MobileNumber"] = text(
            "“{number}” cannot be a telephone number, so none is sent.", number=member.mobile
        )
    elif not member.mobile:
        notes["MobileNumber"] = text("There is no mobile number, so no SMS can reach the person.")
    if member.email and not is_email_address(member.email):
        notes["Email"] = text("This is not an e-mail address, so e-mail counts as not allowed.")
    if not member.country and payload["ISOCountryCode"] is not None:
        notes["ISOCountryCode"] = text("The gym's file names no country. This one is from the settings.")
    for name in ("DOB", "Address", "ExtInfo20"):
        if payload[name] is None:
            notes[name] = text("It is missing, and is sent as null.")
    return notes

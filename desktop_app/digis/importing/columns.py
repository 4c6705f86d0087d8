"""Which column of the gym's file is which field: the interchange format by itself, other files by their headings."""

from collections.abc import Iterable, Mapping, Sequence

from desktop_app.base.texts import text
from desktop_app.register.importing.headings import ColumnMapping, MappingRefused, suggest_mapping

KNOWN_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "person_id": (
        "p_id", "personId", "person id", "externalId", "external id", "medlems-id", "medlemsid", "member id",
        "medlemsnummer", "medlemsnr", "member number", "customerNumber", "kundnummer", "kundenummer",
    ),
    "first_name": ("firstName", "first name", "förnamn", "fornavn"),
    "last_name": ("lastName", "last name", "surname", "efternamn", "etternavn"),
    "street": (
        "streetAddress", "street", "address", "adress", "adresse", "gatuadress", "gateadresse", "address1",
        "adresselinje",
    ),
    "postcode": ("postalCode", "postcode", "zip", "zip code", "postnummer", "postnr"),
    "city": ("postalCity", "city", "postort", "poststed", "ort", "by"),
    "country": ("isoCountryCode", "countryCode", "country", "landskod", "landkode", "land"),
    "birth_date": ("birthDate", "date of birth", "dob", "födelsedatum", "fødselsdato", "född", "født"),
    "email": ("e-mail", "emailAddress", "e-post", "epost", "e-postadress", "e-postadresse", "mail"),
    "mobile": (
        "mobilePhone", "mobile number", "mobile phone", "cell phone", "mobil", "mobilnummer", "mobiltelefon",
        "mobilnr", "phone", "telefon",
    ),
    "gender": ("sex", "kön", "kjønn"),
    "card_number": ("cardNumber", "card number", "card", "kortnummer", "kortnr", "kort"),
    "unit_id": (
        "businessUnitId", "unit id", "facilityId", "anläggningsid", "anläggning id", "anleggsid", "senter id",
    ),
    "unit_name": (
        "businessUnit", "business unit", "unit", "facility", "gym", "anläggning", "anlegg", "senter", "center",
    ),
    "allows_email": (
        "emailConsent", "email consent", "allowEmail", "emailOptIn", "e-postsamtycke", "e-postsamtykke",
        "samtycke e-post", "samtykke e-post", "tillåter e-post", "tillater e-post",
    ),
    "allows_sms": (
        "smsConsent", "sms consent", "allowSms", "smsOptIn", "sms-samtycke", "sms-samtykke", "samtycke sms",
        "samtykke sms", "tillåter sms", "tillater sms",
    ),
    "subscription_id": (
        "subscriptionId", "subscription", "subscription number", "subscriptionNumber", "agreementId",
        "abonnemang", "abonnemangs-id", "abonnemangsid", "abonnemangsnummer", "abonnement", "abonnements-id",
        "abonnementsid", "abonnementsnummer", "avtal", "avtalsnummer", "avtale", "avtalenummer",
    ),
    "start": (
        "subscriptionStart", "subscriptionStartDate", "startDate", "start date", "startdatum", "startdato",
        "start",
    ),
    "last_end_date": (
        "subscriptionEnd", "subscriptionLastEndDate", "subscriptionEndDate", "lastEndDate", "last end date",
        "endDate", "end date", "slutdatum", "sista slutdatum", "sluttdato", "siste sluttdato", "end",
    ),
    "active": (
        "subscriptionActive", "isActive", "subscriptionIsActive", "subscriptionStatus", "aktiv", "status",
    ),
    "payer": ("subscriptionPayer", "payerId", "payer id", "betalare", "betaler", "betalar-id", "betaler-id"),
    "users": (
        "subscriptionUsers", "userIds", "user ids", "nyttjare", "användare", "brukere", "brukarar",
    ),
}  # fmt: skip
"""Fields and the headings that stand for them, the likeliest first. The first of each is the interchange format's."""

MEMBER_FIELDS: tuple[str, ...] = tuple(KNOWN_HEADINGS)
"""The fields that a column can be mapped to."""

_REQUIRED = ("person_id", "subscription_id")


def map_columns(headings: Sequence[str], overrides: Iterable[tuple[str, str]] = ()) -> ColumnMapping:
    """The mapping that the headings speak for, changed by `overrides` (field, heading or column letter).

    Raises `MappingRefused` for an unknown field or column. Whether the mapping is enough to import with is
    `require_ids`'s question, so that a window can show an incomplete one.
    """
    return suggest_mapping(headings, overrides, KNOWN_HEADINGS)


def require_ids(mapping: ColumnMapping) -> None:
    """Raise `MappingRefused` unless it is clear who a row is about and which subscription they use."""
    for name in _REQUIRED:
        if name in mapping.columns:
            continue
        several = mapping.ambiguous.get(name, ())
        problem = (
            text("Several columns could be “{field}”.", field=name)
            if several
            else text("No column is known to be “{field}”.", field=name)
        )
        raise MappingRefused(
            title=text("The columns are not clear."),
            message=problem,
            hint=text(
                "Say which one it is. The columns are: {columns}.", columns=", ".join(mapping.headings)
            ),
        )

"""The headings that are recognised by themselves, in English, Norwegian and Swedish, field by field."""

KNOWN_HEADINGS: dict[str, tuple[str, ...]] = {
    "customer_id": (
        "customer id", "customer no", "customer number", "member id", "member no", "member number", "reference",
        "kunde id", "kundeid", "kundenr", "kundenummer", "kunde nr", "medlemsnr", "medlemsnummer", "medlems nr",
        "medlems id", "medlemsid", "medlem nr", "kundereferanse",
        "kund id", "kundid", "kundnr", "kundnummer", "kund nr", "medlemsnr", "medlems id",
    ),
    "national_id": (
        "national id", "national identity number", "national id number", "identity number", "birth number", "ssn",
        "fødselsnummer", "fødselsnr", "fnr", "f nr", "fødsels og personnummer", "personnummer", "personnr",
        "d nummer", "dnummer", "fødselsnummer d nummer", "fødselsnummer 11 siffer", "norsk fødselsnummer",
        "norskt personnummer", "identitetsnummer", "norskt identitetsnummer",
    ),
    "organisation_number": (
        "organisation number", "organization number", "organisation no", "org number", "company number",
        "organisasjonsnummer", "organisasjonsnr", "orgnr", "org nr", "orgnummer", "org nummer",
        "organisasjonsnummer hvis bedrift", "bedriftsnummer",
        "organisationsnummer", "organisationsnr",
    ),
    "full_name": (
        "full name", "name", "recipient", "recipient name",
        "fullt navn", "navn", "fullt navn fornavn først", "mottaker", "mottakernavn", "fulltnavn", "kundenavn",
        "medlemsnavn", "fullständigt namn", "namn", "mottagare", "fullt namn", "kundnamn",
    ),
    "first_name": ("first name", "given name", "firstname", "fornavn", "förnamn", "tilltalsnamn"),
    "middle_name": ("middle name", "middlename", "mellomnavn", "mellannamn"),
    "last_name": (
        "last name", "lastname", "surname", "family name", "etternavn", "slektsnavn", "efternamn",
    ),
    "address1": (
        "address", "address 1", "address1", "address line", "address line 1", "street", "street address",
        "adresse", "adresse 1", "adresse1", "adresselinje", "adresselinje 1", "adresselinje1", "gateadresse",
        "gate", "postadresse", "vei", "gatenavn",
        "adress", "adress 1", "adress1", "adressrad", "adressrad 1", "gatuadress", "postadress", "utdelningsadress",
    ),
    "address2": (
        "address 2", "address2", "address line 2", "address second line", "co address", "c o", "care of",
        "adresse 2", "adresse2", "adresse linje 2", "adresselinje 2", "adresselinje2", "c o adresse", "co adresse",
        "adress 2", "adress2", "adress rad 2", "adressrad 2", "c o adress", "co adress",
    ),
    "postcode": (
        "postcode", "post code", "postal code", "zip", "zip code", "zipcode",
        "postnummer", "postnr", "post nr",
    ),
    "city": ("city", "town", "post town", "poststed", "by", "sted", "postort", "ort", "stad"),
    "country": ("country", "country code", "land", "landkode", "landskod"),
    "birth_date": (
        "birth date", "birthdate", "date of birth", "born", "dob", "birthday",
        "fødselsdato", "født", "fødselsdag", "fødd", "födelsedatum", "född", "födelsedag",
    ),
    "phone": (
        "mobile", "mobile phone", "mobile number", "cell", "mobil", "mobiltelefon", "mobilnummer", "mobilnr",
        "mobiltlf",
        "phone", "phone number", "telephone", "telefon", "telefonnummer", "telefonnr", "tlf", "tlf nr", "tel",
    ),
    "email": (
        "email", "e mail", "mail", "email address", "e mail address",
        "epost", "e post", "epostadresse", "e postadresse", "e post adresse", "epostadress", "e postadress",
        "mejl", "mejladress",
    ),
    "digipost_address": ("digipost address", "digipostaddress", "digipostadresse", "digipost adresse",
        "digipostadress", "digipost adress", "digipost"),
    "person_alias": ("person alias", "personalias", "alias"),
    "tags": ("tags", "tag", "groups", "group", "grupper", "gruppe", "merkelapper", "merkelapp", "etiketter",
        "stikkord", "grupp", "etikett"),
    "document": (
        "document", "file", "file name", "filename", "letter", "pdf",
        "filnavn", "fil", "dokument", "brev", "hoveddokument", "filnamn", "huvuddokument",
    ),
    "attachments": ("attachments", "attachment", "vedlegg", "bilaga", "bilagor"),
    "subject": ("subject", "emne", "tittel", "ämne", "ämnesrad", "rubrik"),
    "kid": ("kid", "kid nummer", "kidnummer", "kid nr", "payment reference", "betalingsreferanse", "ocr",
        "betalningsreferens"),
    "amount": ("amount", "sum", "beløp", "belop", "å betale", "belopp", "summa", "att betala"),
    "account": ("account", "account number", "account no", "bank account", "kontonummer", "kontonr", "konto",
        "bankkonto", "konto nr"),
    "due_date": (
        "due date", "duedate", "payment due", "forfallsdato", "forfall", "betalingsfrist",
        "förfallodatum", "förfallodag", "betaldatum",
    ),
}  # fmt: skip
"""Written as `folded` makes them: lower case, words with one blank between, no other signs. Where several columns fit
a field, the name that stands first here decides."""

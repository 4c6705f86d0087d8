"""All settings, declared once. Their keys are a contract: scripts and administrators' files name them."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from desktop_app.base.settings import Setting, SettingType
from desktop_app.base.texts import Text, text

_GENERAL = text("General")
_DIGIPOST = text("Digipost")
_PRINT = text("Paper post")
_DIGIS = text("Digis")

LANGUAGE_CHOICES: Mapping[str, Text] = {
    "auto": text("The computer's language"),
    "nb": text("Norwegian (bokmål)"),
    "sv": text("Swedish"),
    "en": text("English"),
}
ENVIRONMENT_CHOICES: Mapping[str, Text] = {
    "production": text("Production"),
    "test": text("Digipost's test account"),
    "training": text("Training"),
}


def _host_name(value: str) -> Text | None:
    if re.fullmatch(r"[A-Za-z0-9.:\-]+", value):
        return None
    return text("“{value}” is no host name. It looks like sftp.digipost.no.", value=value)


def _host_key(value: str) -> Text | None:
    if re.fullmatch(r"SHA256:[A-Za-z0-9+/]{43}=?", value):
        return None
    return text("A fingerprint begins with SHA256: and has 43 characters after it.")


def _digits(value: str) -> Text | None:
    if value.isascii() and value.isdigit() and len(value) <= 18:
        return None
    return text("Digipost's ids are numbers. “{value}” is not.", value=value)


def _https_address(value: str) -> Text | None:
    parts = urlsplit(value)
    if parts.scheme == "https" and parts.hostname:
        return None
    return text("The address must begin with https:// so that nobody can read what is sent.")


def _existing_file(value: str) -> Text | None:
    return None if Path(value).is_file() else text("There is no file {file}.", file=value)


def _existing_folder(value: str) -> Text | None:
    return None if Path(value).is_dir() else text("There is no folder {folder}.", folder=value)


def _country_code(value: str) -> Text | None:
    if re.fullmatch(r"[A-Z]{2}", value):
        return None
    return text("A country has two capital letters, such as SE or NO.")


def _one_line_of_letters(value: str) -> Text | None:
    if value.isascii() and value.isprintable():
        return None
    return text("Only plain letters, digits and signs can stand here.")


def _norwegian_postcode(value: str) -> Text | None:
    if re.fullmatch(r"\d{4}", value):
        return None
    return text("A Norwegian postcode has four digits.")


_GENERAL_SETTINGS = (
    Setting(
        key="app.language",
        group=_GENERAL,
        label=text("Language"),
        help=text("The language of windows, reports and messages."),
        type=SettingType.CHOICE,
        default="auto",
        choices=LANGUAGE_CHOICES,
    ),
    Setting(
        key="app.environment",
        group=_GENERAL,
        label=text("Environment"),
        help=text("What this data folder is for. Each environment has a folder of its own."),
        type=SettingType.CHOICE,
        default="production",
        choices=ENVIRONMENT_CHOICES,
    ),
)

_DIGIPOST_SETTINGS = (
    Setting(
        key="digipost.host",
        group=_DIGIPOST,
        label=text("Server"),
        help=text("Digipost's server for file transfer (SFTP)."),
        default="sftp.digipost.no",
        check=_host_name,
    ),
    Setting(
        key="digipost.port",
        group=_DIGIPOST,
        label=text("Port"),
        help=text("Digipost uses port 22."),
        type=SettingType.INTEGER,
        default=22,
        lowest=1,
        highest=65535,
    ),
    Setting(
        key="digipost.user",
        group=_DIGIPOST,
        label=text("User name"),
        help=text("In production it is prod_ followed by your sender id."),
    ),
    Setting(
        key="digipost.key_file",
        group=_DIGIPOST,
        label=text("SSH key"),
        help=text("The private key whose public part you have pasted into Digipost's administration pages."),
        type=SettingType.FILE,
        check=_existing_file,
    ),
    Setting(
        key="digipost.key_passphrase",
        group=_DIGIPOST,
        label=text("The key's passphrase"),
        help=text("Kept in the computer's keyring. Leave it empty when the key has none."),
        type=SettingType.SECRET,
    ),
    Setting(
        key="digipost.host_key",
        group=_DIGIPOST,
        label=text("The server's fingerprint"),
        help=text("Only a server with this key is trusted. Compare it with what Digipost has given you."),
        check=_host_key,
    ),
    Setting(
        key="digipost.sender_id",
        group=_DIGIPOST,
        label=text("Sender id"),
        help=text("Your organisation's number at Digipost (avsender-id)."),
        check=_digits,
    ),
    Setting(
        key="digipost.processor_id",
        group=_DIGIPOST,
        label=text("Partner's id"),
        help=text("Only when you send on behalf of another organisation (behandler-id)."),
        check=_digits,
    ),
    Setting(
        key="digipost.interface",
        group=_DIGIPOST,
        label=text("Interface version"),
        help=text("2_1 is the newest. Digipost still accepts 2_0."),
        type=SettingType.CHOICE,
        default="2_1",
        choices={"2_1": text("2.1"), "2_0": text("2.0")},
    ),
    Setting(
        key="digipost.schema_dir",
        group=_DIGIPOST,
        label=text("Newer schemas"),
        help=text(
            "The folder with the schemas of a newer starter pack. Jobs are then checked against it too."
        ),
        type=SettingType.FOLDER,
        check=_existing_folder,
    ),
    Setting(
        key="digipost.auto_approve",
        group=_DIGIPOST,
        label=text("Send without approval at Digipost"),
        help=text("Off: somebody approves each mailing in Digipost's pages before it is delivered."),
        type=SettingType.FLAG,
        default=False,
    ),
    Setting(
        key="digipost.poll_seconds",
        group=_DIGIPOST,
        label=text("Seconds between looks for receipts"),
        help=text("How often to look for receipts while a mailing is under way. Long waits are spaced out."),
        type=SettingType.INTEGER,
        default=60,
        lowest=1,
        highest=86_400,
    ),
    Setting(
        key="digipost.rename_after_upload",
        group=_DIGIPOST,
        label=text("Upload under a temporary name"),
        help=text("Only if Digipost has said that it allows this. “Test the connection” can find out."),
        type=SettingType.FLAG,
        default=False,
    ),
    Setting(
        key="digipost.remove_receipts",
        group=_DIGIPOST,
        label=text("Remove receipts from the server"),
        help=text("Only after they are stored here and applied, and only those of your own jobs."),
        type=SettingType.FLAG,
        default=False,
    ),
)

_PRINT_SETTINGS = (
    Setting(
        key="print.agreement",
        group=_PRINT,
        label=text("We have a print agreement with Digipost"),
        help=text("Digipost then prints and posts letters to those without Digipost."),
        type=SettingType.FLAG,
        default=False,
    ),
    Setting(
        key="print.return_name",
        group=_PRINT,
        label=text("Return address: name"),
        help=text("Where undelivered letters come back to."),
    ),
    Setting(
        key="print.return_address1",
        group=_PRINT,
        label=text("Return address: street"),
        help=text("Street and number, or box."),
    ),
    Setting(
        key="print.return_postcode",
        group=_PRINT,
        label=text("Return address: postcode"),
        help=text("Four digits."),
        check=_norwegian_postcode,
    ),
    Setting(
        key="print.return_city",
        group=_PRINT,
        label=text("Return address: city"),
        help=text("The postal city."),
    ),
    Setting(
        key="print.max_pages",
        group=_PRINT,
        label=text("Most pages in a letter to print"),
        help=text("Digipost prints up to 20 pages in one envelope."),
        type=SettingType.INTEGER,
        default=20,
        lowest=1,
        highest=200,
    ),
    Setting(
        key="print.window_left_mm",
        group=_PRINT,
        label=text("Address on paper: millimetres from the left"),
        help=text(
            "Where the address begins on the sheet for a window envelope. 22 suits common C5 envelopes."
        ),
        type=SettingType.INTEGER,
        default=22,
        lowest=5,
        highest=150,
    ),
    Setting(
        key="print.window_top_mm",
        group=_PRINT,
        label=text("Address on paper: millimetres from the top"),
        help=text(
            "The upper edge of the return address and the address below it. 46 suits common C5 envelopes."
        ),
        type=SettingType.INTEGER,
        default=46,
        lowest=5,
        highest=240,
    ),
    Setting(
        key="print.two_sided",
        group=_PRINT,
        label=text("We print on both sides"),
        help=text("Blank pages are put in, so that nobody's letter begins on the back of somebody else's."),
        type=SettingType.FLAG,
        default=True,
    ),
    Setting(
        key="print.sheets_per_file",
        group=_PRINT,
        label=text("Most sheets in one PDF for paper post"),
        help=text("What is longer is split into several files, never inside one person's letter."),
        type=SettingType.INTEGER,
        default=500,
        lowest=2,
        highest=2000,
    ),
    Setting(
        key="print.label_columns",
        group=_PRINT,
        label=text("Labels: how many across"),
        help=text("On a sheet of A4."),
        type=SettingType.INTEGER,
        default=3,
        lowest=1,
        highest=5,
    ),
    Setting(
        key="print.label_rows",
        group=_PRINT,
        label=text("Labels: how many down"),
        help=text("On a sheet of A4."),
        type=SettingType.INTEGER,
        default=8,
        lowest=1,
        highest=16,
    ),
    Setting(
        key="print.label_side_mm",
        group=_PRINT,
        label=text("Labels: free edge at each side"),
        help=text("In millimetres. 0 where the labels reach to the edge of the sheet."),
        type=SettingType.INTEGER,
        default=0,
        highest=40,
    ),
    Setting(
        key="print.label_top_mm",
        group=_PRINT,
        label=text("Labels: free edge at the top and the bottom"),
        help=text("In millimetres. 0 where the labels reach to the edge of the sheet."),
        type=SettingType.INTEGER,
        default=0,
        highest=60,
    ),
)

_DIGIS_SETTINGS = (
    Setting(
        key="digis.enabled",
        group=_DIGIS,
        label=text("Use Digis"),
        help=text("On: members of active subscriptions are sent to Digis, once each (useDigis)."),
        type=SettingType.FLAG,
        default=False,
    ),
    Setting(
        key="digis.url",
        group=_DIGIS,
        label=text("Address"),
        help=text("The base address (digisUrl)."),
        default="https://api.iqey.org",
        check=_https_address,
    ),
    Setting(
        key="digis.service_auth_token",
        group=_DIGIS,
        label=text("First part of the path"),
        help=text("Called digisServiceAuthToken for historical reasons: today it is a path."),
        default="v1/import",
    ),
    Setting(
        key="digis.user_auth_token",
        group=_DIGIS,
        label=text("Second part of the path"),
        help=text("Called digisUserAuthToken for historical reasons: today it is a path."),
        default="single",
    ),
    Setting(
        key="digis.url_postfix",
        group=_DIGIS,
        label=text("Last part, with the key"),
        help=text(
            "It looks like brp?token=… and comes from Ways (digisUrlPostfix). Kept in the computer's keyring."
        ),
        type=SettingType.SECRET,
    ),
    Setting(
        key="digis.authorization_header",
        group=_DIGIS,
        label=text("Authorization header"),
        help=text(
            "Digis expects the word Legacy: it takes the key from the address (digisAuthorizationHeader)."
        ),
        default="Legacy",
        check=_one_line_of_letters,
    ),
    Setting(
        key="digis.ca_file",
        group=_DIGIS,
        label=text("A further certificate authority"),
        help=text("Only for offices whose network inspects encrypted traffic. Ask whoever looks after it."),
        type=SettingType.FILE,
        check=_existing_file,
    ),
    Setting(
        key="digis.template_id",
        group=_DIGIS,
        label=text("Template"),
        help=text("The number of the invitation's template (TemplateId)."),
        type=SettingType.INTEGER,
        default=311,
    ),
    Setting(
        key="digis.creation_type_id",
        group=_DIGIS,
        label=text("How members come to Digis"),
        help=text("Digis' number for members from this import (CreationTypeId)."),
        type=SettingType.INTEGER,
        default=6,
    ),
    Setting(
        key="digis.unique_url_type",
        group=_DIGIS,
        label=text("Kind of link"),
        help=text("Digis' number for the kind of link in the invitation (UniqueURLType)."),
        type=SettingType.INTEGER,
        default=1,
    ),
    Setting(
        key="digis.send_sms",
        group=_DIGIS,
        label=text("Invite by SMS"),
        help=text("On: Digis sends everybody the invitation as an SMS, also those who have not allowed SMS."),
        type=SettingType.FLAG,
        default=True,
    ),
    Setting(
        key="digis.no_sms_without_consent",
        group=_DIGIS,
        label=text("No SMS without consent"),
        help=text("On: those who have not allowed SMS get no invitation by SMS."),
        type=SettingType.FLAG,
        default=False,
    ),
    Setting(
        key="digis.send_email",
        group=_DIGIS,
        label=text("Invite by e-mail"),
        help=text("On: Digis may send the invitation by e-mail (IsSendEmail)."),
        type=SettingType.FLAG,
        default=True,
    ),
    Setting(
        key="digis.convert_to_unique_url",
        group=_DIGIS,
        label=text("A link of one's own"),
        help=text("On: everybody gets a link that is theirs alone (IsConvertToUniqueUrl)."),
        type=SettingType.FLAG,
        default=True,
    ),
    Setting(
        key="digis.region",
        group=_DIGIS,
        label=text("Country"),
        help=text("The country of addresses and telephone numbers that do not say theirs: SE, NO and so on."),
        default="SE",
        check=_country_code,
    ),
    Setting(
        key="digis.external_id_keys",
        group=_DIGIS,
        label=text("Where the external id stands"),
        help=text("Names in Digis' answer, with commas between. The first one found counts."),
        default="externalId, ExternalId, ContactId, contactId, Id, id",
    ),
    Setting(
        key="digis.retry_unknown",
        group=_DIGIS,
        label=text("Try unknown ones again"),
        help=text("Off: a person decides. On: they are sent again, and may get the invitation twice."),
        type=SettingType.FLAG,
        default=False,
    ),
    Setting(
        key="digis.per_minute",
        group=_DIGIS,
        label=text("Members a minute, at most"),
        help=text("Slower spares Digis' server."),
        type=SettingType.INTEGER,
        default=600,
        lowest=1,
        highest=60_000,
    ),
    Setting(
        key="digis.export_folder",
        group=_DIGIS,
        label=text("Folder for the nightly export"),
        help=text("DigisAllActive is written there as CSV and JSON. Empty: into Brevdue's own folder."),
        type=SettingType.FOLDER,
        check=_existing_folder,
    ),
    Setting(
        key="digis.export_enabled",
        group=_DIGIS,
        label=text("Let Digis fetch the export"),
        help=text("On: DigisAllActive can be fetched over HTTP with the key, while Brevdue is open."),
        type=SettingType.FLAG,
        default=False,
    ),
    Setting(
        key="digis.export_host",
        group=_DIGIS,
        label=text("Address for fetching"),
        help=text("127.0.0.1 is this computer alone. Any other address needs a certificate."),
        default="127.0.0.1",
        check=_host_name,
    ),
    Setting(
        key="digis.export_port",
        group=_DIGIS,
        label=text("Port for fetching"),
        help=text("Any free port above 1023."),
        type=SettingType.INTEGER,
        default=8640,
        lowest=1,
        highest=65_535,
    ),
    Setting(
        key="digis.export_key",
        group=_DIGIS,
        label=text("Key for fetching"),
        help=text("At least 16 characters. Digis sends it along when it fetches the export."),
        type=SettingType.SECRET,
    ),
    Setting(
        key="digis.export_certificate",
        group=_DIGIS,
        label=text("Certificate for fetching"),
        help=text("A PEM file with the certificate and its key. Only for addresses other than 127.0.0.1."),
        type=SettingType.FILE,
        check=_existing_file,
    ),
)

DECLARATIONS: tuple[Setting, ...] = (
    *_GENERAL_SETTINGS,
    *_DIGIPOST_SETTINGS,
    *_PRINT_SETTINGS,
    *_DIGIS_SETTINGS,
)
"""Every setting, in the order in which the settings page shows them."""

"""What is wrong with a setting's value as it was typed: each check returns a sentence, or None when it is fine."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from desktop_app.base.texts import Text, text


def host_name(value: str) -> Text | None:
    """A host name or address."""
    if re.fullmatch(r"[A-Za-z0-9.:\-]+", value):
        return None
    return text("“{value}” is not a host name. It looks like sftp.digipost.no.", value=value)


def host_key(value: str) -> Text | None:
    """A server key's fingerprint, as OpenSSH writes it."""
    if re.fullmatch(r"SHA256:[A-Za-z0-9+/]{43}=?", value):
        return None
    return text("A fingerprint begins with SHA256: and has 43 characters after it.")


def digits(value: str) -> Text | None:
    """An id at Digipost: a whole number of at most 18 digits."""
    if value.isascii() and value.isdigit() and len(value) <= 18:
        return None
    return text("Digipost's ids are numbers. “{value}” is not.", value=value)


def https_address(value: str) -> Text | None:
    """An address that is reached over TLS."""
    parts = urlsplit(value)
    if parts.scheme == "https" and parts.hostname:
        return None
    return text("The address must begin with https:// so that nobody can read what is sent.")


def existing_file(value: str) -> Text | None:
    """The path of a file that is there."""
    return None if Path(value).is_file() else text("There is no file {file}.", file=value)


def existing_folder(value: str) -> Text | None:
    """The path of a folder that is there."""
    return None if Path(value).is_dir() else text("There is no folder {folder}.", folder=value)


def country_code(value: str) -> Text | None:
    """Two capital letters, as in ISO 3166-1 alpha-2."""
    if re.fullmatch(r"[A-Z]{2}", value):
        return None
    return text("A country has two capital letters, such as SE or NO.")


def one_line_of_letters(value: str) -> Text | None:
    """What a line of an HTTP header may hold."""
    if value.isascii() and value.isprintable():
        return None
    return text("Only plain letters, digits and signs can stand here.")


def norwegian_postcode(value: str) -> Text | None:
    """Four digits."""
    if re.fullmatch(r"\d{4}", value):
        return None
    return text("A Norwegian postcode has four digits.")

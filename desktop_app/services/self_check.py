"""Whether this installation has all that it needs: what a packed program may have lost on its way.

Looks at the program and at what it finds on this computer; opens no data folder and calls nobody.
"""

import re
import ssl
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from desktop_app.base.paths import resource
from desktop_app.base.setting_declarations.general import ENVIRONMENT_CHOICES
from desktop_app.base.translate import LANGUAGES, load_translator

_ZONES = ("Europe/Oslo", "Europe/Stockholm")
_SAID_DIFFERENTLY = ENVIRONMENT_CHOICES["training"]
_FEWEST_AUTHORITIES = 50
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what was found, or why it is missing."""

    name: str
    ok: bool
    detail: str


class Missing(Exception):
    """What was looked for is not there."""


def self_check() -> Iterator[Finding]:
    """Look at each thing. A failure of any kind is a finding, and the others are looked at all the same."""
    for name, look in _LOOKS.items():
        try:
            yield Finding(name, ok=True, detail=look())
        except Exception as error:
            yield Finding(name, ok=False, detail=f"{type(error).__name__}: {error}")


def _schemas() -> str:
    from desktop_app.digipost.model import Interface, JobKind
    from desktop_app.digipost.schemas import job_schema, result_schema

    loaded = [
        load(kind, interface)
        for load in (job_schema, result_schema)
        for kind in JobKind
        for interface in Interface
    ]
    return str(len(loaded))


def _translations() -> str:
    words = {load_translator(language).render(_SAID_DIFFERENTLY) for language in LANGUAGES}
    if len(words) < len(LANGUAGES):
        raise Missing("a language says the same as another")
    return ", ".join(LANGUAGES)


def _files(folder: str, pattern: str) -> Callable[[], str]:
    def look() -> str:
        found = len(list(resource(folder).rglob(pattern)))
        if found == 0:
            raise Missing(f"nothing in {resource(folder)}")
        return str(found)

    return look


def _guide() -> str:
    """The user's guide: the same pages in each language, with the pictures that they show."""
    pages = {
        language: {page.name for page in resource("guide", language).glob("*.md")} for language in LANGUAGES
    }
    every = set().union(*pages.values())
    if not every or any(found != every for found in pages.values()):
        raise Missing(f"pages by language: { {language: len(found) for language, found in pages.items()} }")
    for language in LANGUAGES:
        for page in resource("guide", language).glob("*.md"):
            for picture in _PICTURE.findall(page.read_text(encoding="utf-8")):
                if not (page.parent / picture).is_file():
                    raise Missing(f"{picture}, which {language}/{page.name} shows")
    return f"{len(every)} pages in {', '.join(LANGUAGES)}"


def _keyring() -> str:
    """The keyring of this kind of system can be asked; whether there is one here is said beside it."""
    import importlib

    from desktop_app.base.secrets import keyring_works

    kinds = {"win32": "Windows", "darwin": "macOS"}
    backend = f"keyring.backends.{kinds.get(sys.platform, 'SecretService')}"
    importlib.import_module(backend)
    if sys.platform.startswith("linux"):
        importlib.import_module("secretstorage")  # the module above loads without it, and then does nothing
    return f"{backend}, {'a keyring is here' if keyring_works() else 'no keyring is here'}"


def _authorities() -> str:
    """The authorities that a TLS connection is checked against, as the Digis client takes them."""
    import certifi

    context = ssl.create_default_context(cafile=certifi.where())
    known = context.cert_store_stats()["x509_ca"]
    if known < _FEWEST_AUTHORITIES:
        raise Missing(f"only {known} authorities")
    if not sys.platform.startswith("linux"):
        import truststore

        truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return str(known)


def _database() -> str:
    import sqlcipher3

    connection = sqlcipher3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(word, tokenize = 'trigram')")
        (version,) = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    return f"SQLCipher {version}"


def _pdf() -> str:
    import pikepdf
    import pypdfium2

    return f"QPDF {pikepdf.__libqpdf_version__}, PDFium {pypdfium2.PDFIUM_INFO}"


def _wire() -> str:
    import paramiko
    from lxml import etree

    return f"paramiko {paramiko.__version__}, libxml2 {'.'.join(map(str, etree.LIBXML_VERSION))}"


def _spreadsheets() -> str:
    import openpyxl
    import python_calamine

    return f"openpyxl {openpyxl.__version__}, calamine {python_calamine.__name__}"


def _zones() -> str:
    return ", ".join(ZoneInfo(name).key for name in _ZONES)


_LOOKS: Mapping[str, Callable[[], str]] = {
    "schemas": _schemas,
    "translations": _translations,
    "icons": _files("icons", "*.svg"),
    "sample": _files("sample", "*.csv"),
    "guide": _guide,
    "keyring": _keyring,
    "authorities": _authorities,
    "database": _database,
    "pdf": _pdf,
    "wire": _wire,
    "spreadsheets": _spreadsheets,
    "time_zones": _zones,
}

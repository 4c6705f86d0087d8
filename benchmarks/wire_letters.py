"""Letters like those of a membership mailing, the same ones each time, with synthetic people."""

from collections.abc import Iterator

from desktop_app.digipost.model import (
    DigipostAddress,
    Document,
    DocumentSettings,
    DocumentToRecipient,
    FullName,
    Identification,
    JobSettings,
    Letter,
    LineAddress,
    MailingJob,
    NameAndAddress,
    NationalId,
    Recipient,
)

SHARED = "vilkaar"


def mailing(letters: int) -> MailingJob:
    """A mailing of so many letters, each with a document of its own; every tenth has an attachment for all."""
    return MailingJob(JobSettings(1, "benchmark"), documents(letters), all_letters(letters))


def documents(count: int) -> Iterator[Document]:
    """The letters' own documents, and the one that they share."""
    yield Document(SHARED, "Vilkaar-0.pdf")
    for number in range(count):
        yield Document(
            f"d{number}", f"Kontingent-{number}.pdf", DocumentSettings(f"Kontingent 2026 nr. {number}")
        )


def all_letters(count: int) -> Iterator[Letter]:
    """The letters."""
    for number in range(count):
        attachments = (DocumentToRecipient(SHARED, uuid_of(number, 2)),) if number % 10 == 0 else ()
        yield Letter(
            f"b{number}",
            Recipient(f"M-{number:07}", identification(number)),
            DocumentToRecipient(f"d{number}", uuid_of(number, 1)),
            attachments,
        )


def uuid_of(number: int, part: int) -> str:
    """A uuid of its own for each letter's part."""
    return f"{number:08x}-{part:04x}-4000-8000-000000000000"


def identification(number: int) -> Identification:
    """Half by identity number, a quarter each by Digipost address and by name and address."""
    if number % 4 == 0:
        address = LineAddress(f"Storgata {number % 200} B", None, f"{number % 9000 + 1000:04}", "Øvre Årdal")
        return NameAndAddress(FullName(f"Kari Marie Nordmann {number}"), address)
    if number % 4 == 1:
        return DigipostAddress(f"kari.nordmann.{number}#1A2B")
    return NationalId(f"{number % 28 + 1:02}81{number % 100:02}{number % 100_000:05}")

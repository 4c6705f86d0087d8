"""Who of a mailing's remainder gets a letter on paper, who does not, and in which order."""

from collections.abc import Iterable
from dataclasses import dataclass

from desktop_app.base.texts import Text, text
from desktop_app.mailing.address_sheets import PostalAddress, has_whole_address, postal_address, postal_order
from desktop_app.mailing.letters import RemainderRow


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who is still to be reached and is not among the letters on paper, and why."""

    letter_id: int
    customer_id: str
    name: str
    why: Text


@dataclass(frozen=True, slots=True)
class PaperPerson:
    """Somebody who gets paper: their row, and their address as it is written on it."""

    row: RemainderRow
    address: PostalAddress


@dataclass(frozen=True, slots=True)
class PaperPeople:
    """A remainder, sorted out. `chosen` are in the order of the post: by postcode, abroad last."""

    chosen: tuple[PaperPerson, ...]
    left_out: tuple[LeftOut, ...]


def sort_out(rows: Iterable[RemainderRow], *, need_document: bool) -> PaperPeople:
    """Choose those whom paper is right for: no Digipost, or not to be identified, and with a whole address.

    Whoever's lookup failed, is under way or is uncertain is left out, since they may have Digipost. Those already
    ticked off are passed over. `rows` come sorted by name within a postcode, and stay so.
    """
    chosen: list[PaperPerson] = []
    left_out: list[LeftOut] = []
    for row in rows:
        if row.done:
            continue
        why = _why_not(row, need_document)
        if why is None:
            chosen.append(PaperPerson(row, postal_address(row)))
        else:
            left_out.append(leave_out(row, why))
    chosen.sort(key=lambda person: postal_order(person.row))
    return PaperPeople(tuple(chosen), tuple(left_out))


def leave_out(row: RemainderRow, why: Text) -> LeftOut:
    """This person, left out for this reason."""
    return LeftOut(row.letter_id, row.customer_id, row.name, why)


def _why_not(row: RemainderRow, need_document: bool) -> Text | None:
    if not row.may_print:
        return text("Not for paper yet: {reason}", reason=row.reason_text)
    if not has_whole_address(row):
        return text("The postal address is not whole: name, street, postcode and city are needed.")
    if need_document and row.document is None:
        return text("There is no letter for this person.")
    return None

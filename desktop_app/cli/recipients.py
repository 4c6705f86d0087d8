"""Recipients as the command line names and shows them."""

import contextlib
import dataclasses

from desktop_app.base.texts import text
from desktop_app.cli.session import Session
from desktop_app.register.model import PERSON_FIELDS, Recipient
from desktop_app.register.recipients import RecipientUnknown

_LONGEST_ID = 19


def find_recipient(session: Session, written: str) -> Recipient:
    """The recipient with this customer id or, where nobody has it, with this id in the register.

    Raises `RecipientUnknown`.
    """
    register = session.services.register
    found = register.by_customer_id(written)
    if found is None and written.isascii() and written.isdigit() and len(written) < _LONGEST_ID:
        with contextlib.suppress(RecipientUnknown):
            found = register.get(int(written))
    if found is None:
        raise RecipientUnknown(
            title=text("This recipient is not in the register."),
            message=text("Nobody has the customer id or the id “{id}”.", id=written),
            hint=text("“register list --search TEXT” finds people."),
        )
    return found


def recipient_data(person: Recipient) -> dict[str, object]:
    """The fields of the contract, and what the last lookup said."""
    values = dataclasses.asdict(person)
    fields: dict[str, object] = {name: values[name] for name in PERSON_FIELDS}
    fields["tags"] = list(person.tags)
    return {
        "id": person.id,
        **fields,
        "status": person.status,
        "reasons": list(person.reasons),
        "looked_up_at": person.looked_up_at,
        "updated_at": person.updated_at,
    }

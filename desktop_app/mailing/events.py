"""What the mailing room tells to whoever listens."""

from dataclasses import dataclass

from desktop_app.mailing.states import State


@dataclass(frozen=True, slots=True)
class MailingChanged:
    """Something about a mailing changed: its state, its numbers, its draft or its deviations."""

    mailing_id: int


@dataclass(frozen=True, slots=True)
class JobChanged:
    """A job moved to another state."""

    job_id: str
    mailing_id: int | None
    state: State


@dataclass(frozen=True, slots=True)
class ReceiptStored:
    """A receipt file came and is kept, whether or not it could be applied."""

    receipt_id: int


@dataclass(frozen=True, slots=True)
class ReceiptApplied:
    """A receipt was applied to the ledger, and to the register where it holds a lookup."""

    receipt_id: int
    job_id: str
    mailing_id: int | None


@dataclass(frozen=True, slots=True)
class RemainderChanged:
    """Somebody in a mailing's remainder was ticked off, or a tick was taken back."""

    mailing_id: int

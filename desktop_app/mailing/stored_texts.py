"""Sentences in the ledger: see `base.stored_texts`, where other rooms have them from too."""

from desktop_app.base.stored_texts import from_stored, to_stored

__all__ = ["from_stored", "to_stored"]

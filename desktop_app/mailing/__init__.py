"""A mailing from draft to the last receipt: the ledger, sending, receipts and who was not reached."""

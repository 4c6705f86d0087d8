"""Digipost on the wire: jobs, receipts, archives, SFTP and the rules for PDFs. Knows no database and no window."""

"""The wire to Digipost: jobs out as XML and zip, receipts in, SFTP, and the rules for letters as PDF.

Knows no database and no window, and nothing about where the people and their letters come from.
"""

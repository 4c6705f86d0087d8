"""A Digipost and a Digis of one's own, on loopback: for training, the demo and the tests.

`digipost_server` answers SFTP, `processor` does what Digipost does behind it, `population` decides who
is who, `ledger` remembers what was delivered to whom, and `digis_server` receives members.
"""

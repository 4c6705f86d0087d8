"""The Digis sync: members and their subscriptions, what is sent about them, and that each is sent once."""

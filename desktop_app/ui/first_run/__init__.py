"""The first run in the window: its frame and its few pages. The logic is in `wizards.first_run`."""

"""What the operating system starts by itself: the schedule's due jobs every few minutes, the window at log-in.

Each data folder has entries of its own, so that production and training never share one.
"""

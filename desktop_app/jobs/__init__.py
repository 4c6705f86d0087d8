"""Work in the background: lanes with one worker each, and the schedule that fills them."""

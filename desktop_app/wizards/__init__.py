"""What each wizard asks and checks, step by step, as plain classes without a window."""

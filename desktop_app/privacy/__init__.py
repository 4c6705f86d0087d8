"""What is held about whom, for how long, and who looked: the audit, retention, and forgetting a person."""

"""What every room stands on: texts, errors, time, files, settings, secrets, the database, events."""

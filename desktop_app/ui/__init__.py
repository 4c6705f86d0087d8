"""The window: Qt and nothing but Qt. Everything that decides something lives below this package."""

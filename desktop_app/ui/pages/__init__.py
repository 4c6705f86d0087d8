"""The pages of the main window. Each answers one question and is registered in `ui.registry`."""

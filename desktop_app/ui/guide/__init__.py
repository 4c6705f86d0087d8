"""The user's guide in the window: Markdown pages in three languages, found by F1, by search and by their links."""

"""The register of recipients: people and organisations, and what the last lookup said of each."""

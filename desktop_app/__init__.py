"""Brevdue: mass mailings through Digipost and the Digis sync, by point and click."""

__version__ = "0.1.0"

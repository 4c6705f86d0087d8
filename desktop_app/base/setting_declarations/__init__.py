"""All settings, declared once. Their keys are a contract: scripts and administrators' files name them."""

from desktop_app.base.setting_declarations import (
    digipost,
    digis,
    every_day,
    general,
    paper,
    privacy,
    updates,
)
from desktop_app.base.settings import Setting

DECLARATIONS: tuple[Setting, ...] = (
    *general.SETTINGS,
    *every_day.SETTINGS,
    *digipost.SETTINGS,
    *paper.SETTINGS,
    *digis.SETTINGS,
    *privacy.SETTINGS,
    *updates.SETTINGS,
)
"""Every setting, in the order in which the settings page shows them."""

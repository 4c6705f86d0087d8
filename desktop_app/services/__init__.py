"""Puts the parts together once and hands them in. Nothing else in the program makes these parts."""

from desktop_app.services.administrator import find_administrators_file
from desktop_app.services.building import build_services, secrets_of
from desktop_app.services.digipost_entrance import AccountIncomplete, DigipostEntrance
from desktop_app.services.environments import (
    PRODUCTION,
    Environments,
    Place,
    default_data_folder,
    environments_around,
    home_folder,
    standard_environments,
)
from desktop_app.services.languages import choose_language, stored_language
from desktop_app.services.migrations import MIGRATIONS
from desktop_app.services.parts import Services
from desktop_app.services.register_key import Protection
from desktop_app.services.set_up import SetUp, SetUpItem
from desktop_app.services.training import TrainingGround, make_training_folder
from desktop_app.wizards.first_run import SetUpStep

__all__ = [
    "MIGRATIONS",
    "PRODUCTION",
    "AccountIncomplete",
    "DigipostEntrance",
    "Environments",
    "Place",
    "Protection",
    "Services",
    "SetUp",
    "SetUpItem",
    "SetUpStep",
    "TrainingGround",
    "build_services",
    "choose_language",
    "default_data_folder",
    "environments_around",
    "find_administrators_file",
    "home_folder",
    "make_training_folder",
    "secrets_of",
    "standard_environments",
    "stored_language",
]

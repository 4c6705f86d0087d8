"""Puts the parts together once and hands them in. Nothing else in the program makes these parts."""

from desktop_app.services.building import MIGRATIONS, build_services, default_data_folder
from desktop_app.services.digipost_entrance import AccountIncomplete, DigipostEntrance
from desktop_app.services.languages import choose_language, stored_language
from desktop_app.services.parts import Services
from desktop_app.services.set_up import SetUp, SetUpItem, SetUpStep
from desktop_app.services.training import TrainingGround

__all__ = [
    "MIGRATIONS",
    "AccountIncomplete",
    "DigipostEntrance",
    "Services",
    "SetUp",
    "SetUpItem",
    "SetUpStep",
    "TrainingGround",
    "build_services",
    "choose_language",
    "default_data_folder",
    "stored_language",
]

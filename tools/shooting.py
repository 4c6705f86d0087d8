"""Plays the scenes that are wanted in one language, each on a stage of its own, and has their pictures taken."""

import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from desktop_app.services import Services, build_services
from desktop_app.ui.main_window import MainWindow
from tests.helpers import stage
from tests.helpers.key_ring import Ring
from tools.all_scenes import scenes
from tools.camera import Camera, put_away
from tools.scene import Scene
from tools.wizard_scenes import WizardScene, open_stage, wizard_scenes
from tools.wizard_tour import WizardTour

TOUR = "wizard"
"""The name of the tour among the scenes."""


def shoot(camera: Camera, is_wanted: Callable[[str], bool]) -> list[str]:
    """Take the pictures of all scenes that are wanted; returns the names of those that did not come about."""
    missed = []
    for name, play in _plays(camera):
        if not is_wanted(name):
            continue
        try:
            play()
        except Exception:
            # One scene that breaks must not cost the pictures of all others; it is told, and fails the command.
            traceback.print_exc()
            missed.append(name)
        sys.stderr.write(f"{name} {camera.language}\n")
    return missed


def _plays(camera: Camera) -> Iterator[tuple[str, Callable[[], None]]]:
    for scene in scenes():
        yield scene.name, partial(_play, camera, scene)
    yield TOUR, partial(_tour, camera)
    for wizard_scene in wizard_scenes():
        yield wizard_scene.name, partial(_play_wizard, camera, wizard_scene)


def _play(camera: Camera, scene: Scene) -> None:
    mailings = stage.MAILINGS if scene.people else ()
    with (
        tempfile.TemporaryDirectory() as folder,
        stage.staged_services(
            Path(folder), scene.people, mailings, language=camera.language, letters=scene.people
        ) as services,
    ):
        window = camera.open_window(services)
        window.show()
        camera.take(scene.name, window, scene.arrange(window))
        put_away(window)


def _tour(camera: Camera) -> None:
    """Pictures of every step of the wizard."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name,
        build_services(Path(name), secrets=Ring(), language=camera.language, environment={}) as services,
    ):
        window = camera.open_window(services)
        tour = WizardTour(camera, window, services, Path(name))
        window.start_over()
        window.show()
        tour.go()
        put_away(window)


def _play_wizard(camera: Camera, scene: WizardScene) -> None:
    """One picture more of the wizards: what goes wrong, what is chosen seldom, the dialogs."""

    def make_window(services: Services) -> MainWindow:
        window = camera.open_window(services)
        window.show()
        return window

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        opened = open_stage(Path(folder), camera.language, make_window)
        camera.take(scene.name, opened.window, scene.play(opened))
        put_away(opened.window)
        opened.services.close()

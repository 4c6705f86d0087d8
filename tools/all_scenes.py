"""All pictures that are taken of the window; those of the wizards are played on a stage of their own."""

from collections.abc import Iterator

from tools.digis_scenes import digis_scenes
from tools.help_scenes import help_scenes
from tools.mailing_scenes import mailing_scenes
from tools.outside_scenes import outside_scenes
from tools.scene import Scene
from tools.set_up_scenes import set_up_scenes
from tools.window_scenes import window_scenes


def scenes() -> Iterator[Scene]:
    """Every scene, in the order in which they are played."""
    yield from window_scenes()
    yield from mailing_scenes()
    yield from digis_scenes()
    yield from set_up_scenes()
    yield from help_scenes()
    yield from outside_scenes()

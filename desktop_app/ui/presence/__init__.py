"""The program beyond its window: beside the clock, telling what needs somebody, one window a folder, leaving."""

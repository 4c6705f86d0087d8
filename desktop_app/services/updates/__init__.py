"""Is there a newer version? Asked only where the person allows it, believed only where it is signed."""

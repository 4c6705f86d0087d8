"""The parts every page is built of: one look, one behaviour. See each module's classes."""

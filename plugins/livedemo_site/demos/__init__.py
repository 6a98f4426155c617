"""Demos on disk: found, scanned for imports, loaded with their wheels, and begun."""

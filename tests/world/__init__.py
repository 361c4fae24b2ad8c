"""The one world of the tests: `builders` make rows, `site` serves them, each other module is a corner of it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The checkout: its documents, seeds and deployment files are tested too."""

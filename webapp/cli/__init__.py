"""The command line: `group` is its trunk, each other module hangs its commands on it; `answers` words what they say."""

from webapp.cli import (
    accounts,
    audit,
    bench,
    cvs,
    database,
    index,
    matching,
    privacy,
    seeding,
    serving,
)
from webapp.cli.group import main

__all__ = [
    "accounts",
    "audit",
    "bench",
    "cvs",
    "database",
    "index",
    "main",
    "matching",
    "privacy",
    "seeding",
    "serving",
]

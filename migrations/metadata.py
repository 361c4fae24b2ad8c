"""Imports every module that declares tables, so that the metadata is whole."""

from __future__ import annotations

import webapp.accounts  # noqa: F401
from matching.db import Base

metadata = Base.metadata

"""Imports every module that declares tables, so that the metadata is whole."""

from __future__ import annotations

import matching.audit
import matching.chores
import matching.history
import matching.journey.tables
import matching.outbox
import matching.pool.imported
import matching.pool.reference.tables
import matching.pool.tables
import matching.privacy.tables
import matching.ranking.log
import matching.stale  # noqa: F401
import webapp.accounts.tables  # noqa: F401
from matching.db import Base

metadata = Base.metadata

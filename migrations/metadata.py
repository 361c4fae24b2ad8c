"""Imports every module that declares tables, so that the metadata is whole."""

from __future__ import annotations

import matching.audit.chain
import matching.audit.events
import matching.chores
import matching.consents.tables
import matching.history
import matching.journey.access_requests.tables
import matching.journey.referrals.tables
import matching.journey.shortlists.tables
import matching.letters
import matching.pool.candidates.imported
import matching.pool.candidates.tables
import matching.pool.employers.tables
import matching.pool.jobs.tables
import matching.pool.people.tables
import matching.pool.reference.tables
import matching.pool.structures.tables
import matching.privacy.corrections.tables
import matching.privacy.tables
import matching.ranking.log.tables
import matching.stale
import matching.steering.statistics  # noqa: F401
import webapp.accounts.tables  # noqa: F401
from matching.db import Base

metadata = Base.metadata

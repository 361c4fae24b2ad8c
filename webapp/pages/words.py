"""The words of all rooms, gathered: each has its own in the `words.py` of its folder.

A new room with things, columns of a history or of a person's copy, or sentences in the journal adds its line here.
"""

from __future__ import annotations

from webapp.pages.accounts import words as accounts
from webapp.pages.consents import words as consents
from webapp.pages.journals import words as journals
from webapp.pages.journey.access_requests import words as access_requests
from webapp.pages.journey.referrals import words as referrals
from webapp.pages.journey.shortlists import words as shortlists
from webapp.pages.pool.account_requests import words as account_requests
from webapp.pages.pool.candidates import words as candidates
from webapp.pages.pool.cvs import words as cvs
from webapp.pages.pool.employers import words as employers
from webapp.pages.pool.jobs import words as jobs
from webapp.pages.pool.structures import words as structures
from webapp.pages.privacy import words as privacy
from webapp.pages.ranking import words as ranking
from webapp.words.journal import SENTENCES
from webapp.words.rooms import Words

ROOMS = (
    candidates.ROOM,
    jobs.ROOM,
    employers.ROOM,
    accounts.ROOM,
    cvs.ROOM,
    referrals.ROOM,
    access_requests.ROOM,
    account_requests.ROOM,
    structures.ROOM,
    shortlists.ROOM,
    consents.ROOM,
    ranking.ROOM,
    privacy.ROOM,
    journals.ROOM,
)
"""In the order in which the journal offers their kinds to filter by."""

WORDS = Words.of(ROOMS, SENTENCES)

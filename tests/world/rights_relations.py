"""Who may what, in the words of the issue and not of the policy's code: askers × the distances of things.

Two tables are made of these: every page (tests/walks/rights/test_rights_table.py) and every service
(tests/walks/rights/test_rights_services.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from matching.actor import View
from tests.world.rights import JOBS, PEOPLE, RightsWorld
from tests.world.staff import STAFF

NOBODY = "nobody"
VISITORS = {"herself": "own", "other_herself": "other", "far_herself": "far"}
"""People in their own space, by their key in the world."""
BOTH = "coach_and_far_herself"
"""A browser in which a coach is signed in and somebody visits her own space: their rights must not mix."""
ASKERS = (NOBODY, *STAFF, *VISITORS, BOTH)
GUEST = "guest"
"""The stranger once `own` was made known to her. What a relation does not say of her is the stranger's."""

Who = Mapping[str, frozenset[str]]
"""Asker → the distances of the things for which she may."""


def who(**by_asker: str) -> Who:
    return {asker: frozenset(names.split()) for asker, names in by_asker.items()}


def may(relation: Who, asker: str) -> frozenset[str]:
    """The distances for which she may."""
    if asker == GUEST and GUEST not in relation:
        asker = "stranger"
    return relation.get(asker, frozenset())


# People, by view.
FULL = who(
    coach="own", colleague="same", manager="own same", stranger="other hidden", far_coach="far"
)
MATCH = who(
    coach="own same",
    colleague="own same",
    manager="own same",
    stranger="other hidden",
    far_coach="far",
    guest="own other hidden",
)
ANONYMOUS = who(
    coach="own same other", colleague="own same other", manager="own same other",
    stranger="own other hidden", far_coach="far", developer="own other", far_developer="far",
)  # fmt: skip

# Jobs.
SEE_JOB = who(
    coach="own rival", colleague="own rival", manager="own rival", stranger="own rival", far_coach="far",
    developer="own draft rival", far_developer="far", contact="own draft", rival="rival", far_contact="far",
)  # fmt: skip
EDIT_JOB = who(
    developer="own draft rival",
    far_developer="far",
    contact="own draft",
    rival="rival",
    far_contact="far",
)
MATCH_JOB = who(
    coach="own rival", colleague="own rival", manager="own rival", stranger="own rival", far_coach="far",
    developer="own draft rival", far_developer="far",
)  # fmt: skip
CHOOSE_FOR_JOB = {k: v for k, v in MATCH_JOB.items() if "developer" not in k}

# Referrals, by the person: all are agreed to, except that of `same`.
SEE_REFERRAL = who(
    coach="own same", colleague="own same", manager="own same", stranger="other hidden", far_coach="far",
    developer="own other hidden", far_developer="far", guest="own other hidden",
)  # fmt: skip
LED_TO_APPLICATIONS = {asker: frozenset(PEOPLE) for asker in ("contact", "rival", "far_contact")}
"""Employers have a page of their own for it, which says whether there is one."""
SEE_APPLICATION = who(contact="own other hidden", far_contact="far")
OWN_REFERRAL = who(
    herself="own", other_herself="other", far_herself="far", coach_and_far_herself="far"
)

# Requests to know a person: `own` was asked by the stranger, `other` by the coach.
SEE_REQUEST = who(coach="own other", manager="own", stranger="own other")
DECIDE_REQUEST = who(coach="own", manager="own", stranger="other")

ASK_FOR = {asker: names for asker, names in ANONYMOUS.items() if "developer" not in asker}
"""Who knows her by name already is led to her page."""

# Requests for an account, accounts, journals.
DECIDE_ACCOUNT = who(developer="here", far_developer="far", administrator="nowhere")
KEEP_ACCOUNT = who(
    developer="contact",
    far_developer="far_contact",
    administrator="coach contact far_contact auditor",
)
CORRECT_PERSON = who(administrator="coach contact far_contact auditor")
SEE_EVENT = who(manager="coach", auditor="coach stranger")
SEE_RANKING = who(coach="coach", manager="coach", stranger="stranger", auditor="coach stranger")
EXPORT_RANKING = who(manager="coach", auditor="coach stranger")

# Employers.
SEE_EMPLOYER = who(
    coach="own rival", colleague="own rival", manager="own rival", stranger="own rival", far_coach="far",
    developer="own rival", far_developer="far", contact="own", rival="rival", far_contact="far",
)  # fmt: skip
WRITE_FOR_EMPLOYER = who(
    developer="own rival", far_developer="far", contact="own", rival="rival", far_contact="far"
)

COACHES = frozenset({"coach", "colleague", "manager", "stranger", "far_coach"})
DEVELOPERS = frozenset({"developer", "far_developer"})
CONTACTS = frozenset({"contact", "rival", "far_contact"})
EVERYBODY = frozenset(ASKERS)
SIGNED_IN = frozenset(STAFF)
VISITING = frozenset(VISITORS) | {BOTH}
NOBODY_AT_ALL: frozenset[str] = frozenset()
"""A one-time link that was never given out opens nothing, for anybody."""
DEVELOPERS_AND_ADMINISTRATOR = DEVELOPERS | {"administrator"}

DISTANCES: dict[str, tuple[str, ...]] = {
    "structure": ("here", "elsewhere", "far"),
    "candidate": PEOPLE,
    "referral": PEOPLE,
    "job": JOBS,
    "employer": ("own", "rival", "far"),
    "access_request": ("own", "other"),
    "account_request": ("here", "far", "nowhere"),
    "person": ("coach", "contact", "far_contact", "auditor"),
    "event": ("coach", "stranger"),
    "ranking": ("coach", "stranger"),
}

READ = {
    View.FULL: FULL,
    View.MATCH: MATCH,
    # In a referral, an employer and the developers read of the person what she agreed to show without her name.
    View.ANONYMOUS: ANONYMOUS | who(
        contact="own other hidden", far_contact="far", developer="own other hidden", far_developer="far"
    ),
}  # fmt: skip
"""Whose strings of each view an asker may read somewhere."""

TYPED = who(
    developer="request_here", far_developer="request_far", administrator="request_nowhere",
    manager="reason_coach question_coach", coach="reason_coach question_coach",
    stranger="reason_stranger question_stranger", herself="reason_coach",
    auditor="reason_coach reason_stranger question_coach question_stranger",
)  # fmt: skip
"""Who may read what somebody typed; what was typed about a person stands in her own copy."""


def combinations(kinds: Collection[str]) -> Iterator[dict[str, str]]:
    """Every choice of one distance for each of these kinds of things."""
    found: list[dict[str, str]] = [{}]
    for kind in kinds:
        found = [one | {kind: name} for one in found for name in DISTANCES[kind]]
    yield from found


def beyond_rights(
    rights: RightsWorld, asker: str, text: str, own: Collection[str] = ()
) -> list[str]:
    """The strings of the world in a text that speak of things beyond the asker's rights. `own` is the key of a
    person in her own space, who reads all that is said of her."""
    found = []
    for string, (whose, view) in rights.strings.items():
        if asker == "auditor" and string in rights.references.values():
            continue  # journals call people by their references
        if string in text and whose not in may(READ[view], asker).union(own):
            found.append(string)
    for string, job in rights.job_strings.items():
        # Her own space names the jobs of her referrals and choices.
        told = {"own", "rival", "far"} if own else set()
        if asker == "auditor":
            continue  # journals name jobs, which are nobody's personal data
        if string in text and job not in may(SEE_JOB, asker) | told:
            found.append(string)
    for string, what in rights.typed_strings.items():
        if string in text and what.replace(" ", "_") not in may(TYPED, asker):
            found.append(string)
    return found

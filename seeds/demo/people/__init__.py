"""Fictional job seekers of the demo territory: who they are, what they did, what they want.

A demonstration with one sentence and changing nouns shows nothing about a search by meaning. The
banks of ``banks/trades/`` hold what people of some sixty trades write about themselves, in several
voices; this folder composes lives from them: jobs that follow each other, gaps, informal work,
a wish in the person's own words that agrees with her hours, her means of transport and her
contract wishes. Nobody here exists: e-mail addresses are on a reserved domain and telephone
numbers on the ranges that ARCEP keeps for fiction (plan de numérotation, décision n° 2018-0881).

Everything follows from the seed and from ``today``: the same call gives the same people. So the
order of the draws is part of the content: one draw more, and everybody after it is somebody else.

``person`` says what is known of somebody. ``banks`` are the words, ``draws`` takes from them. Then
each person in the order of her making (``compose``): her ``identity``, a ``sketch`` of her situation,
her ``career``, her ``papers`` (school, certificates, skills), her ``wishes`` and what is in the way.
"""

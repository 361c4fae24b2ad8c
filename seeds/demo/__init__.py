"""The demo territory, Alsace, loaded through the same services as a site uses. Everything in it is fictional.

`vivier demo` and `vivier seed demo` (`load_demo` of the web application) tell it in this order:

1. `territory`: structures, professionals, employers and their job profiles, as written by hand in ``content/``.
2. `candidates`: the people that ``people/`` composes, each with a coach; those who bring one of the CVs that ``cvs/``
   writes have nothing typed of what is in it.
3. ``history/``: what happened since. `sharing`, what they were told and agreed to, and requests between structures;
   `referrals`, jobs proposed to them and what came of it; `silence`, those of whom nothing was heard for two years.
"""

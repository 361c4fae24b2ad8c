"""Reading and writing French, pure: no session, no clock, no I/O. What is stored is read by the rooms above.

`fold` and `french` first: all others compare or write with them. `cv` reads a CV, `certificates` and `trade_forms` are
words of the trades, `wording` says what a job text may not say, `redaction` takes out what tells who somebody is.
"""

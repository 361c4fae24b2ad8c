"""Privacy as a working feature: what a person was told and agreed to, what she may see, have corrected and have
erased, and how long anything is kept. What is never indexed is taken out by `matching.texts.redaction`.

Read `rights`, then `own_space` (her pages), `export`, `corrections`, `erasure`, `retention`; what she agreed to is a
room of its own, `matching.consents`.
"""

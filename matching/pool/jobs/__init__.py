"""Job profiles: `terms`, `tables`, `rights`; `data` is what is typed, `wording` what may not be;
`life` writes them, `publication` opens and closes them, `reading` finds them.
"""

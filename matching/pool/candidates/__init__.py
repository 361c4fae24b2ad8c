"""People who are accompanied. Read `terms`, `tables`, `rights`; then `life` (what changes a record), `obstacles`,
`reading`; `keepers` and `portfolios` say who accompanies whom, `imported` remembers rows of lists.
"""

"""The official ROME archive of France Travail, loaded whole or not at all.

France Travail publishes the archive three times a year as CSV files named
`unix_<table>_v<version>_utf8.csv`; a site downloads it and loads it with `vivier seed rome PATH`.
Everything is read and checked before the first row changes, because the damage that happens in
practice is a download cut short, an older issue, or another of France Travail's files.

Read `reading.py` (files into rows), `checking.py` (rows that agree with each other), `loading.py` (rows into tables).
"""

"""Pages: in each room `views` (route → form → service → page), `forms`, `words`. The rooms are those of `matching/`.

`words.py` gathers the words of all rooms.
"""

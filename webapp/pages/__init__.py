"""Pages: in each room `views` (route → form → service → page), `forms`, `words`. The rooms are those of `matching/`;
one with many pages has a module for each instead of `views`.

`words.py` gathers the words of all rooms.
"""

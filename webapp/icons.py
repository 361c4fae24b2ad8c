"""The icons of the pages, as drawings in the text: each is drawn once, a page of matches shows three hundred."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

# fmt: off
PATHS = {
    "search": '<circle cx="11" cy="11" r="7"/><path d="m20 20-4-4"/>',
    "wants": '<path d="M12 20s-7-4.4-9-8.6C1.5 8 3.6 4.5 7 4.5c2.1 0 3.8 1.1 5 3 1.2-1.9 2.9-3 5-3 3.4 0 5.5 3.5 4 6.9C19 15.6 12 20 12 20Z"/>',
    "can": '<path d="M3 8.5h18v10.5H3z"/><path d="M9 8.5V5.5h6v3M3 13h18M12 12v2.5"/>',
    "go": '<path d="M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11Z"/><circle cx="12" cy="10" r="2.3"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "alert": '<circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.5M12 16.5v.1"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "pencil": '<path d="m4 20 1-4L16.5 4.5l3 3L8 19l-4 1Z"/>',
    "file": '<path d="M6 3h8l4 4v14H6z"/><path d="M14 3v4h4M9 12h6M9 16h6"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 5a3.3 3.3 0 0 1 0 6.3M18 14.5c2.2.8 3.5 2.7 3.5 5.5"/>',
    "job": '<path d="M4 5h16v15H4z"/><path d="M8 3v4M16 3v4M8 11h8M8 15h5"/>',
    "arrow": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "star": '<path d="m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9L3.5 9.7l5.9-.8z"/>',
    "step": '<path d="M4 19h5v-5h5V9h5V4"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10h16M8 3v5M16 3v5"/>',
    "building": '<path d="M5 21V4h9v17M14 9h5v12M3 21h18M8 8h3M8 12h3M8 16h3"/>',
    "trash": '<path d="M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13"/>',
    "download": '<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>',
    "leave": '<path d="M10 4H5v16h5M14 8l4 4-4 4M18 12H9"/>',
}
# fmt: on
"""What is drawn on a square of 24, by name."""


@cache
def icon(name: str, size: int = 20) -> Markup:
    """An icon of so many pixels, for the eye alone: words stand beside it."""
    return Markup(
        f'<svg class="icon" width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" '
        'stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" '
        f'aria-hidden="true" focusable="false">{PATHS[name]}</svg>'
    )

"""French words: `french` for every page, `rooms` for what a room declares, `journal` for acts, `histories` for changes."""

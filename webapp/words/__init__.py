"""French words: `french` for every page, `journal` for what was done."""

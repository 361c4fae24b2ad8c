"""What a job text may not say: `check` reads a text, `rules` holds what is looked for, with the article of law."""

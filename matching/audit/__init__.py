"""Who saw, searched, exported, changed and decided what: `events` note it, `chain` seals it."""

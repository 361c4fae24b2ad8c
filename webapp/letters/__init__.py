"""Letters: `wording` makes them out of the outbox, `carriers` take them away, `delivery` does both and forgets."""

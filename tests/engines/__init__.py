"""`contract` is run on both engines; the rest is each engine's own."""

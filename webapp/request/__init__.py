"""One request: who asks, in which transaction, how often she may, and what becomes of a failure."""

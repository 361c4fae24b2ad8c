"""What the whole of the work says: so far, what remains of those who were erased."""

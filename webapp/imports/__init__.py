"""People and CVs that come in by the hundred."""

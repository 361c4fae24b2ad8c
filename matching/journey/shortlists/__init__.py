"""People kept in mind for a job: `tables`, `rights`, `life`, `reading`."""

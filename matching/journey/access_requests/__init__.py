"""A coach asks to know who an anonymous profile is: `tables`, `rights`, `life`, `reading`."""

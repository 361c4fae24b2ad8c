"""Employers and their places: `tables`, `rights`, `life`."""

"""Professionals: `tables`, `rights`, `life` (admit, correct, close), `reading`, `account_requests`."""

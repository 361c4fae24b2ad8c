"""What was shown in which order, and what followed: `tables`, `log`."""

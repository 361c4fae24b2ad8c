"""Territories, and the structures that accompany people there: `terms`, `tables`, `rights`."""

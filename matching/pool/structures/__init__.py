"""Territories, and the structures that accompany people there."""

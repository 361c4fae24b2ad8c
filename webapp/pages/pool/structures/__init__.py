"""Structures: only their words, their settings stand in webapp/pages/privacy."""

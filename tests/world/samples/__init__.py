"""Texts and files to read, as people write them."""

"""Texts as vectors: `contract` says what a model is, `local` and `remote` are two, `choose` picks one, `cached` keeps
what was computed, `e5_weights` reads the bundled weights.
"""

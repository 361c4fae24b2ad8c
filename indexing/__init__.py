"""The search side: the only package that knows the engines and the model.

From the ground up: `model` (texts into vectors), `text` (files into text, text into terms), `engines` (where both are
kept and asked); then `documents` (what of a row may be searched), `rome_pivot`, `sync` (rows into the index) and
`search` (one question, one page); `bench` measures all of it.
"""

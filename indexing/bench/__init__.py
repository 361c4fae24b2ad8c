"""What the search side is worth: how relevant its answers are, and what they cost as a territory grows.

Read `evaluate` for relevance on a judged set, through the product's own pipeline; `engines` for time and memory
on made-up documents of any number; `plan` for what follows from the points that were measured, beyond them.
`webapp.bench` runs them on a machine and writes the page.
"""

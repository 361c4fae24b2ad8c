"""Text for the index: `extract` takes it out of a stranger's file in a process of its own (`extract_worker`,
`page_layout`), `analysis` makes French terms of it.
"""

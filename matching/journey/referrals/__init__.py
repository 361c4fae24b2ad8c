"""A coach proposes a job to a person, she decides, an employer reads of her what she lets him read and answers.

Read `terms`, `tables`, `rights`; `life` is what changes it, `reading` finds it, `cards` are what a page is given.
"""

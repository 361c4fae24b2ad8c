"""Accounts: `tables`, then signing in (`locking`, `sign_in`, `second_factor`, `passwords`), `invitations`, and
`keeping` those of others; `actors` and `letters` are what they are outside.
"""

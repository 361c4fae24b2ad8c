"""Accounts: `tables`, then signing in (`locking`, `sign_in`, `second_factor`, `passwords`), `invitations`, and
`keeping` those of others.
"""

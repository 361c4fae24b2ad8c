"""Accounts: `tables`, then signing in (`locking`, `sign_in`, `second_factor`, `passwords`), `invitations`, and
`keeping` those of others. `letters` tell the owner of it; `actors` says who acts before anybody is signed in."""

"""Forms: what is typed becomes the data that a service takes, and its errors come back to the fields. `fields` are
what forms are made of, `base` what they have in common; each room keeps its own beside its views."""

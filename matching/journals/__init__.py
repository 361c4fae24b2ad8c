"""Reading what was noted: `events`, `rankings`, `histories`; `names` says who the numbers are."""

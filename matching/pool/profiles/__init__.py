"""A person as another reader may see her: `veil`, `cards`, `reading`; `employer_card` for an employer; `length` of experience."""

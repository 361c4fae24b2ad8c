"""People and CVs that come in by the hundred: `cvs` for files alone; `profiles` for a list of people with their files
(`manifest`, `reading`, `files`, `report`)."""

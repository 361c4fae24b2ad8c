"""Who and what is matched. From the ground up: `reference`, `structures`, `employers`, `people` (the professionals),
`candidates`, `cvs`, `jobs`, and `profiles`: a person as another reader may see her."""

"""Who and what is matched: structures, people, candidates, CVs, employers, job profiles, reference data."""

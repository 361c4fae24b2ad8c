"""Pages. A view parses, calls the domain, renders: no SQL, rule or score here."""

"""What is held for every room at once: rights, audit, marks, workflows, letters, lists, imports, hostile requests."""

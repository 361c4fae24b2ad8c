"""CV files: `files` takes them in and proposes what was read, `decisions` are the coach's."""

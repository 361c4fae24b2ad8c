"""What a process runs on: settings and secrets, database, model and engine, logs and figures. No page yet."""

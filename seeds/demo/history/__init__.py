"""What happened to the demo's people before today, in every state, so that each page has something to show."""

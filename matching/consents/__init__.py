"""What a person agreed to (`consents`), what needs her agreement (`sensitive`), and her links and visits (`links`)."""

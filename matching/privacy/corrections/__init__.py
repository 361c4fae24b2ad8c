"""A person asks for a correction or for erasure; who keeps her record answers."""

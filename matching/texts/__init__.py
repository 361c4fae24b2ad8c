"""Reading and writing French, pure: no session, no clock, no I/O. What is stored is read by the rooms above."""

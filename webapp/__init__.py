"""The outside and composition root: pages, command line, sign-in, errors. Importing it loads no model."""

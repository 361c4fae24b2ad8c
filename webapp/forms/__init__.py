"""Forms: what is typed becomes the data that a service takes, and its errors come back to the fields."""

"""What runs beside the pages: the worker and its nights, erasing outside the database, health, the model's server."""

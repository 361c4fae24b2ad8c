"""The domain: who is matched with whom, by which rules, and who may see it.

Knows the standard library and SQLAlchemy; knows neither Flask, nor a search engine, nor a model.
"""

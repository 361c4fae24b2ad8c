"""The search side: the only package that knows the engines and the model."""

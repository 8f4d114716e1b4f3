"""The optional language model: an endpoint of the tenant's own choice, off by default."""

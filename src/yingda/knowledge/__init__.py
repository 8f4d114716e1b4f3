"""Knowledge: what the shop knows, who may be told it, and how it gets in."""

"""Quality: what customers said of the service, and what leads found of it."""

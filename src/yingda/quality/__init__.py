"""Quality: what customers said of the service."""

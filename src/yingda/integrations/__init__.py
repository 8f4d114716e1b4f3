"""Integrations: other systems are told what happened here, by webhooks that lose nothing."""

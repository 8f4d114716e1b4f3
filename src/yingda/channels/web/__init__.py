"""The web: the widget on a shop's pages."""

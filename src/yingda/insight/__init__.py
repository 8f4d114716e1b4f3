"""Insight: what happened today, as figures that open the records they count."""

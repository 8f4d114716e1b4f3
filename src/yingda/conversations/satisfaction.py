"""From which rating on, of 5, a customer counts as satisfied, and up to which as not."""

SATISFIED_FROM = 4
"""metrics.md M51."""

DISSATISFIED_UP_TO = 2

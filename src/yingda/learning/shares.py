"""Shares of what was counted, with how far they may be trusted; pure."""

import math

Z95 = 1.96


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of `n`."""
    share = hits / n
    middle = share + Z95**2 / (2 * n)
    spread = Z95 * math.sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n))
    scale = 1 + Z95**2 / n
    low, high = (middle - spread) / scale, (middle + spread) / scale
    return min(share, max(0.0, low)), max(share, min(1.0, high))  # none and all are exact

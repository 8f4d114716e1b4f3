"""Shadow mode: a candidate answers silently beside the live bot, and nobody but leads sees it."""

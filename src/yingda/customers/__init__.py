"""Who asks: customers of a merchant, and the identities they are recognised by."""

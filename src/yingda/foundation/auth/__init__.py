"""Who is asking: principals, passwords, sessions of staff, tokens of visitors."""

"""Which questions to suggest: pure functions over what is known at the moment."""

"""How a question is understood: a trained classifier and rankers, fused, and how sure they are."""

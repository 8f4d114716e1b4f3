"""How the bot gets better without getting worse: candidates, golden questions, training."""

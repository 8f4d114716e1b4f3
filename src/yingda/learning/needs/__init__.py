"""What customers come for: to know, to have something done, to talk; told, corrected, learnt."""

"""What people come for: to know, to have done, to talk; told from their words."""

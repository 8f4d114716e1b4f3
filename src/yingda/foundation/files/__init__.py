"""Files: what they really are, where they are kept, and how they are served without harm."""

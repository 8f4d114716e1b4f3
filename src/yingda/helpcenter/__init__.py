"""What customers meet before and beside the conversation: home, suggested questions, help pages."""

"""Files of questions and answers, read row by row so that one broken row costs only itself."""

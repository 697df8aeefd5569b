"""Python 3: implements `Language`. `ast` reads, LibCST rewrites, `ast` again proves."""

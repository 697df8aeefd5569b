"""Reports on stored orders."""

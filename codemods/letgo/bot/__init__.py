"""Front door: the review bot. A pull request in; one review out, or annotations where it may not write."""

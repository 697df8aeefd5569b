"""How to get one of each resource whose driver needs no server: what `test_catalogue_run` puts to the test."""

"""Python 2: implements `Language`. Bowler reads and rewrites; Python 3's lowering and proof serve both."""

"""What all tests need: an internal error fails the test that meets it, even where letgo would go on."""

from __future__ import annotations

import os

os.environ["LETGO_STRICT"] = "1"

"""A traffic gateway: rules that say how much may pass, and limiters that make the rest wait."""

from gateway.limiter import Limiter, Ticker
from gateway.rules import Rule, first_match

__all__ = ["Limiter", "Rule", "Ticker", "first_match"]

"""Regular expressions as XPath has them, which is what FEEL takes (DMN 1.5, note 2 of table 74)."""

from huimin.feel.regex.search import matches, replace, split

__all__ = ["matches", "replace", "split"]

"""Places whose whereabouts can endanger the people in them: recognised, kept with their owner."""

from estate.protection.recogniser import Finding, kind_label, looks_protected, recognise

__all__ = ["Finding", "kind_label", "looks_protected", "recognise"]

"""Photographs and documents on properties and opportunities: JSON, files, the pages' section."""

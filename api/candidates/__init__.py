"""Candidates: who could share with whom; list, page and files."""

"""Residents' journeys before and after some moves: JSON, page, files, a layer for the map."""

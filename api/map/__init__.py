"""The map: its page, feeds and tiles, the map in one file and on paper."""

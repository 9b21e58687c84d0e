"""Savings over the county: from the top down, the best set, and how sure the cost is."""

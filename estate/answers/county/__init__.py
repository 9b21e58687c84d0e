"""The county: its figures, its plan, the best set of moves, the estimate of 2010."""

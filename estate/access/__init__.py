"""How long residents travel: minutes on foot, by wheelchair, by bus and by car."""

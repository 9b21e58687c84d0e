"""Every INSERT and UPDATE of the register, by noun; none of them commits (the edge does).

Nothing is imported here, so that a command which adds an organisation loads no bulk copy.
"""

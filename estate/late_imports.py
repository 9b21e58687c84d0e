"""Libraries that are loaded with the first question that needs them, one thread at a time.

Two threads that begin with different parts of one library each wait for the other's part; Python
then goes on with parts that are not finished, and the library stays broken in this process: the
first two charts of a page, asked for at once, left a worker without charts until its end.
"""

from threading import RLock

#: ``with one_at_a_time:`` stands around every import within a function that threads may enter.
one_at_a_time = RLock()

"""Files are opened in processes of their own, with limits on memory, time and the network.

Whatever a file does to the libraries that read it (gigabytes, minutes, a crash), it does to a
reader, which is ended and replaced; the service and the command go on, and the sender is told in
one sentence. ``opening.open_source`` answers as ``sources.opening.open_source`` does, which runs
there.
"""

from estate.intake.readers.bounds import Limits, use

__all__ = ["Limits", "use"]

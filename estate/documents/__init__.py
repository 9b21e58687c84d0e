"""Files that somebody sends to be kept: looked into by a process of its own, pictures made anew."""

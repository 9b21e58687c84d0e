"""Every SELECT of the register, by noun. Each takes the reader first and selects only what
that reader may see (``register/visibility.py``)."""

"""The service: FastAPI over the register and the pure core."""

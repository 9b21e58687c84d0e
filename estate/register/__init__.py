"""The register: the only room where SQL is written (beside migrations)."""

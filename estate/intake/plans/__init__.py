"""Fifth stage: what an import would change, compared with the register."""

"""Published files come in: small areas, their people, postcodes, and what bodies spend."""

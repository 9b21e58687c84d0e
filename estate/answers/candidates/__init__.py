"""Who could share with whom, who shares already, and which pairs stay out."""

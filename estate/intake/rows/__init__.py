"""Fourth stage: rows become records, or issues say why not."""

"""What is measured: the commands a person waits for, on the sample county."""

"""The audit log: every write, confidential read and refusal, over HTTP and as a page."""

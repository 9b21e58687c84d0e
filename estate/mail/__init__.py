"""Mail: a digest of reminders as text, the line to the mail server, and rounds of mails."""

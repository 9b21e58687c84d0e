"""The protocol that bodies sign: its text in versions, and who has signed which until when."""

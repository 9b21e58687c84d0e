"""How space is planned and used: standards, what needs rest on, counts of people."""

"""The picture that a mail or a chat shows of a link to one of our pages."""

"""What can go wrong with mail."""


class MailNotSent(Exception):
    """The mail server did not take a message; says which kind of error it was, and never to whom the message was."""

"""Two invented municipalities, made from texts beside this file: people, meetings, and what they say to each other."""

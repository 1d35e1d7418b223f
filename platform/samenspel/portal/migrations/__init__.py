"""Search lives in the database: columns, indexes and functions that Django's models do not know."""

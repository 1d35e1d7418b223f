"""PostgreSQL engine that keeps the current municipality on the database session."""

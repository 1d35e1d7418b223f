"""Everything that changes people, their roles and how they were verified."""

"""Changing the council's agenda: by the clerk's hand and by imports."""

from samenspel.council.actions.items import create_items

__all__ = ["create_items"]

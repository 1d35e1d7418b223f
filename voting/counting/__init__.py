"""Counting in pure Python: no Django, no input or output. Values in, a result that explains itself out."""

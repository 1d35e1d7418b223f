"""What holds with real data: `make conformance`, or `SAMENSPEL_REAL_DATA=… python -m tests.conformance [stv …]`.

A module for each kind of data; what it needs lies in the folder of that name, and is left out where there is none.
"""

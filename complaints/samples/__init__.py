"""Example complaints from a file: read, dated, filled up with what a sample does not tell, and filed."""

from complaints.samples.load import Report, load

__all__ = ["Report", "load"]

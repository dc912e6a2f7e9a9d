"""A document as a workbook: which sheets there are, and what their cells hold."""

"""Messy spreadsheets in, rows with cell addresses out; knows nothing of certificates."""

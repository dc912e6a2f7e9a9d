"""Read models and reports: rows in, rows out."""

"""What `rule check` reads: the tables, the rules, the checklist."""

"""Recording what a spreadsheet says: rules, certificates, events."""

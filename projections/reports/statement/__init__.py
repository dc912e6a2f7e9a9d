"""The compliance statement: the report of a notice as a body hands it in, section by section."""

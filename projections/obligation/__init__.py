"""One obligation of a compliance report, explained."""

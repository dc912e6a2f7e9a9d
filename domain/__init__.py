"""The domain: events, decisions and obligations; pure."""

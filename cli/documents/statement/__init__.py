"""The sections of the compliance statement in words, a file for each subject."""

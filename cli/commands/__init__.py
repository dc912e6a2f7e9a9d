"""One file for each noun or verb: parse, call, render."""

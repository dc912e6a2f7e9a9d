"""Letters to holders: filled from a template, written as a set with its register, read back when sent."""

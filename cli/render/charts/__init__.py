"""The pictures of reports as SVG: drawn from typed figures alone, the same bytes each time.

The title is told to screen readers; for the eye it is the caption of whoever shows
the picture. They read in grey: one hue from light to dark, and besides it
patterns, line styles and words. Plain attributes only, so that what renders SVG
without a browser shows them too.
"""

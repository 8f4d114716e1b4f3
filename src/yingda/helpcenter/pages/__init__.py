"""The public help pages: plain HTML from what everybody may read, without any script."""

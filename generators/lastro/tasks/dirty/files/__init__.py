"""Files of the twin: blocks and lines that are read, the forms that are written, and whole files that are made over."""

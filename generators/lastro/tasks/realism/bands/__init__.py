"""The measures by subject: what is measured, in which band it belongs, and why there."""

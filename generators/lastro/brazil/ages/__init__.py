"""Ages: at which age people stop working, and at which they die."""

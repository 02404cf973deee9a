"""Own money: what customers move between their accounts here and at other banks, and how much of it is there."""

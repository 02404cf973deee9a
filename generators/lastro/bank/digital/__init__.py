"""Digital activity: sessions, what happens in them, devices and networks."""

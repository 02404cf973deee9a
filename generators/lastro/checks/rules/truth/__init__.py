"""Rules of the truth, asked where `doit truth` has written it: it agrees with itself and with the bank."""

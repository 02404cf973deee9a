"""Working life: when people begin to work, retire and stop, and what each stage pays."""

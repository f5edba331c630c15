"""Whether an update's checks let through more than those of the trusted version: who is let in, what is escaped, what is verified."""

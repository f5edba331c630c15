"""The only code that changes the world outside the case, or reaches the network."""

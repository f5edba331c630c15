"""What the commands of a shell do, and with what."""

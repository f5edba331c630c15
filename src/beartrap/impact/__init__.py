"""What could they see, and were our systems used to attack others: pure functions from audit records to findings."""

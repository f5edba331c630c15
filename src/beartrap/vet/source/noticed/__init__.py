"""What code is seen to do where no call acts: somebody is let in by a word, paid, searched for secrets, waited for."""

"""What is true out there: checks, findings and their diagnosis."""

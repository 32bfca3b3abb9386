"""What is there already in IAM, against what the answers want there."""

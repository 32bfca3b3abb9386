"""The only importer of boto3, always inside functions."""

"""The lint: every trouble that the AWS files hold for Cartography, with its line."""

"""The AWS calls that the demo answers itself: moto lacks them or allows too much."""

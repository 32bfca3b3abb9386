"""Findings kept, grouped, compared and reported."""

"""What the pages say, without a widget."""

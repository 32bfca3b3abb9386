"""From planned files to the disk, without harming what is there."""

"""What the person wants: pure values and rules, standard library only."""

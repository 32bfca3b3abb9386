"""The services that the gate answers itself, because moto lacks them or is too kind."""

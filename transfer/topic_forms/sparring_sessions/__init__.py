"""What is asked around a sparringssession."""

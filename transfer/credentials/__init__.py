"""What people prove with who they are: passwords, codes from a phone, links that work once, and the sessions that follow."""

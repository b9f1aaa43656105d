"""Transfer: carries learning from the course into everyday practice."""

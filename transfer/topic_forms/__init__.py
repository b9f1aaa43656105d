"""The forms of each topic, one module a topic, built from the fields in `transfer.forms`."""

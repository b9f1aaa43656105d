"""What waits for a person. The start page and the mail that reminds ask here, so they never disagree."""

"""People, units and numbers from a spreadsheet: a plan row by row that is shown first, then all or nothing."""

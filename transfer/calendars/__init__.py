"""People's own calendars: a feed at a secret address, invitations to sparringssessioner, and the iCalendar text of both."""

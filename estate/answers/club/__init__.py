"""What the club tells its members besides: meetings, offers, venues, notes, reminders."""

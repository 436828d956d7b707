"""Who may come in, as what, until when: invitations, asked-for access, log-in services, calendar feeds."""

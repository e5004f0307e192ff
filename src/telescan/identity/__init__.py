"""People, roles, sign-in, policy and the audit trail."""

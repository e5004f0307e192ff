"""Sites, scanners and their links: who is there, who is well."""

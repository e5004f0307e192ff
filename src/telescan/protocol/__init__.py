"""Exam protocols: schema, vocabulary, library, compliance of what was run with what was accepted."""

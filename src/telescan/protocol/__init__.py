"""Exam protocols: schema, vocabulary, library, and whether what ran is what was accepted."""

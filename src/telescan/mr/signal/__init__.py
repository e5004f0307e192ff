"""Signal equations in units of M0: one model per file, pure functions of tissue and timing."""

"""Outside judges of the simulated ACR phantom: hazen and pylinac beside our own analysis."""

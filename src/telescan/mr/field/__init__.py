"""Fields over the object: the transmitted RF field, and how far resonance is off."""

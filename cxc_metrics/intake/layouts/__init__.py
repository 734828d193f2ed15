"""How files are laid out: as the contract says, as a source describes, as foreign SQL maps."""

"""The difference that visits made, held against organisations still waiting."""

"""The tables of the contract, column by column."""

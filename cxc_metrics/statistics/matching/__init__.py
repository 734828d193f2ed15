"""Who should meet whom: scores of visitors with hosts, the best assignment, weights from past choices."""

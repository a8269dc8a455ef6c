"""What is true: tables and transactions. One file for one aggregate, one transaction for one use case."""

"""What acts: queues, workers, upkeep, and the processes that an embedded service is made of."""

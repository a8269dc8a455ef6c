"""The engine: pure. No database, no clock, no network; `now` and the seed are arguments."""

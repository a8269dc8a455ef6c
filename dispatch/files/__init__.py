"""Files in and out: problems, plans, decisions and the records in them, as JSON to the letter of the contract."""

"""Who serves an order best, of those who are near enough? The same choice at the same cost as looking at everybody."""

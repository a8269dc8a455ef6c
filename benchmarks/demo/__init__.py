"""The main job: a city's day of orders given out over HTTP, told in a table, in words and in a picture."""

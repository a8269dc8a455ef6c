"""Ways along roads: asks a routing engine (OSRM) for seconds and metres between points, and keeps what it says."""

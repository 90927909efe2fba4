"""Who is in the example: agencies, counties, people, offices, objectives."""

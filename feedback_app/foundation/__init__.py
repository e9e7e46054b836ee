"""What every floor stands on: the database, languages, pages and charts. Imports none of the floors above."""

"""One file per source format: rows in, records and findings out."""

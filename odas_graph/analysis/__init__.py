"""Pure functions on graphs and tables: no RDF, no files."""

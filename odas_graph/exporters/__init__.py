"""What leaves the project: one file per format."""

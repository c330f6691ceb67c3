"""What people look at: the output folder, its data files, maps and pages."""

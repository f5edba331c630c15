"""What calls do to the world: processes, connections, files, pages, told by their names and by what they were made of."""

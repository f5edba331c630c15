"""What packages say of their own files, one package manager a file: dpkg, rpm, pip, npm."""

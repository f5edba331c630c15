"""What binaries do and have: native programs and libraries, .NET assemblies, bytecode, and programs inside data."""

"""What runs in the child process: it imports the standard library, numpy and the libraries of models only."""

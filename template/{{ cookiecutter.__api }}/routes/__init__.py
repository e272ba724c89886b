"""The routes of ``/v1`` and of operations: each one translates and delegates."""

"""`mlserve doctor`: what is wrong with the machine or the project, and the command that mends it.

finding ← machine, index, project ← examine ← command
"""

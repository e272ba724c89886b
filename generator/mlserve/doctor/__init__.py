"""`mlserve doctor`: what is wrong with the machine or the project, and the command that mends it.

finding ← installing, machine, index, environment, models ← project ← command
"""

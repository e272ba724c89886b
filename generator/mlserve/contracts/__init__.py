"""What a project's ``contract.json`` says: read, compared with another one, and put into other languages.

contract ← place            where a project keeps it
contract ← changes          what a new model changes, and for whom that matters
contract ← types ← python, typescript
contract ← json_schema      the request's and the answer's JSON schema
"""

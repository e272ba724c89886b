"""`mlserve update` and `mlserve check`: a project keeps up with the template, and its owner's edits stay."""

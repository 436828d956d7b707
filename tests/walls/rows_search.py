"""What can be found is written by the database itself as the other rows are made, so there is nothing to add by hand."""


def rows(word, ids):
    """Nothing: an entry of one's own would point at a thing that is not there."""
    return ()

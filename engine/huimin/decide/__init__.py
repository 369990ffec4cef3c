"""How every provision is decided, defined once: columns that are FEEL trees, which back ends compile.

`lower` turns the provisions of a book into programs, `precedence` lets them bear on one another, `python` makes a
program a function, and `answer` asks the functions about a case.
"""

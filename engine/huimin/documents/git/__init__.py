"""What a git repository holds, read without the git program: nothing that the repository names is run or followed.

Of dulwich only the parsers of objects, packs and names of commits are used; none of them can start a program. No
setting of the repository is read, so no filter, hook, transport or included file takes part. Objects are looked for in
the repository's own folder alone, not where `objects/info/alternates` points, and are not fetched. Each object is held
against its name, the hash of its content. What is unpacked has limits, so that no repository can fill the memory.
"""

"""A mail as Outlook saves it (.msg): a compound file as [MS-CFB] has it, with the properties of [MS-OXMSG]."""

import struct

END, FREE, FAT, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
Tree = dict[str, "bytes | Tree"]


def msg(subject: str, sender: str, headers: str, files: dict[str, bytes], *, ansi: bool = False) -> bytes:
    """A mail with files by value; a file of the name 'x.msg' is a mail within the mail.

    `ansi`: texts in Windows's characters instead of Unicode, as Outlook 97-2002 and some archives save them.
    """
    strings = {0x001A: "IPM.Note", 0x0037: subject, 0x0C1F: sender, 0x1000: "Hej!", 0x007D: headers}
    tree = _message(strings, files, nested=False)
    return compound(_in_ansi(tree) if ansi else tree)


def _message(strings: dict[int, str], files: dict[str, bytes], *, nested: bool) -> Tree:
    head = struct.pack("<8xIIII", 0, len(files), 0, len(files)) + (b"" if nested else bytes(8))
    tree = _properties(head, strings)
    tree["__nameid_version1.0"] = {f"__substg1.0_000{n}0102": b"" for n in (2, 3, 4)}
    for at, (name, content) in enumerate(files.items()):
        about = {0x3707: name, 0x3704: name[:8]}
        inside = _properties(bytes(8), about, method=5 if name.endswith(".msg") else 1)
        if name.endswith(".msg"):
            deeper = {0x001A: "IPM.Note", 0x0037: "Inuti"}
            inside["__substg1.0_3701000D"] = _message(deeper, {"inuti.xlsx": content}, nested=True)
        else:
            inside["__substg1.0_37010102"] = content
        tree[f"__attach_version1.0_#{at:08X}"] = inside
    return tree


def _in_ansi(tree: Tree) -> Tree:
    made: Tree = {}
    for name, content in tree.items():
        if not isinstance(content, bytes):
            made[name] = _in_ansi(content)
        elif name == "__properties_version1.0":
            made[name] = content.replace(b"\x1f\x00", b"\x1e\x00")
        elif name.endswith("001F"):
            made[f"{name[:-1]}E"] = content.decode("utf-16-le").encode("cp1252")
        else:
            made[name] = content
    return made


def _properties(head: bytes, strings: dict[int, str], method: int | None = None) -> Tree:
    rows, tree = [head], {}
    for pid, text in strings.items():
        data = text.encode("utf-16-le")
        tree[f"__substg1.0_{pid:04X}001F"] = data
        rows.append(struct.pack("<HHIII", 0x001F, pid, 6, len(data) + 2, 0))
    rows.append(struct.pack("<HHIII", 3, 0x340D, 6, 0x00040000, 0))
    if method is not None:
        rows.append(struct.pack("<HHIII", 3, 0x3705, 6, method, 0))
    tree["__properties_version1.0"] = b"".join(rows)
    return tree


def compound(tree: Tree) -> bytes:
    """The tree of storages and streams as a compound file with sectors of 512 bytes."""
    entries: list[list] = [["Root Entry", 5, NONE, NONE, END, 0]]  # name, kind, right sibling, child, start, size
    streams: list[tuple[int, bytes]] = []

    def add(parent: int, children: Tree) -> None:
        before = None
        for name in sorted(children, key=lambda n: (len(n), n.upper())):
            content, at = children[name], len(entries)
            entries.append([name, 2 if isinstance(content, bytes) else 1, NONE, NONE, END, 0])
            if before is None:
                entries[parent][3] = at
            else:
                entries[before][2] = at
            before = at
            if isinstance(content, bytes):
                streams.append((at, content))
            else:
                add(at, content)

    add(0, tree)
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, minifat = b"", []
    for at, content in streams:
        entries[at][5] = len(content)
        if 0 < len(content) < 4096:
            count = -(-len(content) // 64)
            entries[at][4] = len(minifat)
            minifat += [*range(len(minifat) + 1, len(minifat) + count), END]
            mini += content.ljust(count * 64, b"\0")
        elif content:
            entries[at][4] = _chain(sectors, fat, content)
    if mini:
        entries[0][4], entries[0][5] = _chain(sectors, fat, mini), len(mini)
    minis = struct.pack(f"<{len(minifat)}I", *minifat)
    first_mini = _chain(sectors, fat, minis, b"\xff") if minis else END
    mini_count = -(-len(minis) // 512)
    directory = b"".join(map(_entry, entries))
    start = _chain(sectors, fat, directory)
    count = 1
    while -(-(len(fat) + count) // 128) > count:
        count += 1
    places = list(range(len(fat), len(fat) + count))
    fat += [FAT] * count
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(count * 512, b"\xff")
    head = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
                       0, count, start, 0, 4096, first_mini, mini_count, END, 0)  # fmt: skip
    head += struct.pack("<109I", *(places + [FREE] * (109 - count)))
    return head + b"".join(sectors) + table


def _chain(sectors: list[bytes], fat: list[int], content: bytes, fill: bytes = b"\0") -> int:
    start, count = len(sectors), -(-len(content) // 512)
    whole = content.ljust(count * 512, fill)
    sectors += [whole[i * 512 : i * 512 + 512] for i in range(count)]
    fat += [*range(start + 1, start + count), END]
    return start


def _entry(entry: list) -> bytes:
    name, kind, right, child, start, size = entry
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII16xI8x8xIQ", text, len(text), kind, 1, NONE, right, child, 0, start, size)

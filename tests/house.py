"""Measure the code: lines of files and functions, docstrings, types, parameters, import circles, number readers.

Run as `python tests/house.py flows schemas`. Sizes are printed only; ends with 1 for a missing docstring or type,
more than six parameters, an import circle, or where files from outside are read with a reader that guesses numbers.
"""

import ast
import graphlib
import statistics
import sys
from pathlib import Path

MOST_PARAMETERS = 6
GUESSING = ("to_numeric", "read_csv", "read_excel", "read_table")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def parameters(function: Function) -> list[ast.arg]:
    given = function.args
    return [a for a in (*given.posonlyargs, *given.args, *given.kwonlyargs) if a.arg not in ("self", "cls")]


def typed(function: Function) -> bool:
    return function.returns is not None and all(a.annotation for a in parameters(function))


def outward(tree: ast.AST) -> list[Function]:
    """What others may call: functions and methods without underscore, none that is inside a function or private."""
    found: list[Function] = []
    for node in ast.iter_child_nodes(tree):
        hidden = str(getattr(node, "name", "")).startswith("_")
        if isinstance(node, Function) and not hidden:
            found.append(node)
        elif isinstance(node, ast.ClassDef) and not hidden:
            found += outward(node)
    return found


def imported(tree: ast.Module, modules: set[str]) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found & modules


def circle(edges: dict[str, set[str]]) -> list[str]:
    try:
        graphlib.TopologicalSorter(edges).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def rooms(edges: dict[str, set[str]]) -> dict[str, set[str]]:
    """The same between the folders of a floor; a module beside them is a room of its own."""

    def room(name: str) -> str:
        return ".".join(name.split(".")[:3])

    found: dict[str, set[str]] = {}
    for name, others in edges.items():
        found.setdefault(room(name), set()).update(room(other) for other in others)
    return {name: others - {name, ".".join(name.split(".")[:2])} for name, others in found.items()}


def guessing(paths: dict[Path, ast.Module]) -> list[str]:
    """Calls of pandas that guess what a text is, where amounts of others are read: there is one strict reader."""
    outside = [(p, tree) for p, tree in paths.items() if {"finance", "reading"} & set(p.parts)]
    calls = [(p, node) for p, tree in outside for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return [
        f"{p}:{node.lineno} {node.attr}"
        for p, node in calls
        if node.attr in GUESSING and isinstance(node.value, ast.Name) and node.value.id == "pd"
    ]


def report(what: str, sizes: list[tuple[int, str]]) -> None:
    """Print the three longest, the median, the 90th percentile and the longest."""
    sizes.sort()
    for lines, name in sizes[-3:]:
        print(f"long {what} {lines} {name}")
    median, longest = statistics.median(lines for lines, _ in sizes), sizes[-1][0]
    tenth = sizes[int(0.9 * len(sizes))][0]
    print(f"{what}s {len(sizes)}: median {median:g}, 90th percentile {tenth}, longest {longest}")


def main(roots: list[str]) -> int:
    paths = {p: ast.parse(p.read_text(encoding="utf-8")) for root in roots for p in Path(root).rglob("*.py")}
    names = {".".join(p.with_suffix("").parts).removesuffix(".__init__"): p for p in paths}
    functions = [(f, p) for p, tree in paths.items() for f in ast.walk(tree) if isinstance(f, Function)]
    files = [(len(p.read_text(encoding="utf-8").splitlines()), str(p)) for p in paths]
    report("file", [f for f in files if f[0] > 3])
    report("function", [(f.end_lineno - f.lineno + 1, f"{p}:{f.name}") for f, p in functions])
    public = [(f, p) for p, tree in paths.items() for f in outward(tree)]
    silent = [f"{p}:{f.name}" for f, p in public if not ast.get_docstring(f)]
    crowded = [f"{p}:{f.name}" for f, p in functions if len(parameters(f)) > MOST_PARAMETERS]
    untyped = [f"{p}:{f.name}" for f, p in functions if not typed(f)]
    edges = {name: imported(paths[p], set(names)) - {name} for name, p in names.items()}
    around = circle(edges) or circle(rooms(edges))
    print(f"public functions with docstring {1 - len(silent) / len(public):.0%}", *silent)
    print("more than six parameters:", *(crowded or ["none"]))
    print(f"functions wholly typed {1 - len(untyped) / len(functions):.0%}", *untyped)
    print("import circle, of modules or folders:", *(around or ["none"]))
    loose = guessing(paths)
    print("readers that guess numbers:", *(loose or ["none"]))
    return int(bool(silent or crowded or untyped or around or loose))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Measure Python packages: file and function lines, docstrings, typing, parameters, import circles. Exit 1 past the ceilings."""

import ast, pathlib, statistics as st, sys

files, funcs, doc, typed, public, long_args, edges = [], [], 0, 0, 0, [], {}
roots = [pathlib.Path(p) for p in sys.argv[1:]]
mods = {".".join(p.with_suffix("").parts).removesuffix(".__init__"): p for r in roots for p in r.rglob("*.py")}
for name, p in mods.items():
    src = p.read_text(encoding="utf-8")
    tree = ast.parse(src)
    n = src.count("\n")
    if n > 3:
        files.append((n, str(p)))
    edges[name] = set()
    for x in ast.walk(tree):
        if isinstance(x, ast.ImportFrom) and x.module and x.level == 0:
            edges[name] |= {
                m for m in (x.module, *(f"{x.module}.{a.name}" for a in x.names)) if m in mods and m != name
            }
        elif isinstance(x, ast.Import):
            edges[name] |= {a.name for a in x.names if a.name in mods}
        elif isinstance(x, (ast.FunctionDef, ast.AsyncFunctionDef)):
            funcs.append((x.end_lineno - x.lineno + 1, f"{p}:{x.name}"))
            a = [*x.args.posonlyargs, *x.args.args, *x.args.kwonlyargs]
            args = [v for v in a if v.arg not in ("self", "cls")]
            typed += all(v.annotation for v in args) and x.returns is not None
            if len(args) > 6:
                long_args.append(f"{p}:{x.name} {len(args)}")
            if not x.name.startswith("_"):
                public += 1
                doc += bool(ast.get_docstring(x))
index, low, stack, circles, c = {}, {}, [], [], 0


def visit(v):
    global c
    index[v] = low[v] = c
    c += 1
    stack.append(v)
    for w in edges[v]:
        if w not in index:
            visit(w)
            low[v] = min(low[v], low[w])
        elif w in stack:
            low[v] = min(low[v], index[w])
    if low[v] == index[v]:
        k = []
        while True:
            w = stack.pop()
            k.append(w)
            if w == v:
                break
        if len(k) > 1:
            circles.append(k)


sys.setrecursionlimit(10000)
for v in edges:
    if v not in index:
        visit(v)
F, G = sorted(files), sorted(funcs)
q = lambda xs, f: xs[min(len(xs) - 1, int(f * len(xs)))][0]
for n, w in G[-5:]:
    print("long function", n, w)
for n, w in F[-3:]:
    print("long file", n, w)
for w in long_args[:5]:
    print("many parameters", w)
for k in circles:
    print("circle", *k)
print(
    f"files {len(F)} {st.median(n for n, _ in F):.0f}/{q(F, 0.9)}/{F[-1][0]}; functions {len(G)} {st.median(n for n, _ in G):.0f}/{q(G, 0.9)}/{G[-1][0]}; "
    f"public doc {doc / max(public, 1):.0%}; typed {typed / len(G):.0%}; circles {len(circles)}; > 6 parameters {len(long_args)}"
)
sys.exit(
    not (
        st.median(n for n, _ in F) <= 100
        and F[-1][0] <= 250
        and st.median(n for n, _ in G) <= 10
        and G[-1][0] <= 40
        and not circles
        and not long_args
        and typed == len(G)
    )
)

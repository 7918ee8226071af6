"""``python -m benchmarks.isncsci.mutate``: changes the rules token by token; what does no test see?

Each mutant classifies the agreement vectors, one examination at a time; it is found where any
field differs from the reference, or where it fails.
"""

import ast
import io
import os
import shutil
import subprocess
import sys
import tempfile
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "radicular"
RULES = (
    "completeness",
    "impairment",
    "levels",
    "passages",
    "preservation",
    "score",
    "totals",
    "walk",
)
SWAPS: Mapping[str, tuple[str, ...]] = {
    "==": ("!=",),
    "!=": ("==",),
    "<": ("<=", ">"),
    "<=": ("<",),
    ">": (">=", "<"),
    ">=": (">",),
    "+": ("-",),
    "-": ("+",),
    "*": ("+",),
    "&": ("|",),
    "|": ("&",),
    "and": ("or",),
    "or": ("and",),
    "not": ("",),
    "in": ("not in",),
    "any": ("all",),
    "all": ("any",),
    "True": ("False",),
    "False": ("True",),
    "None": ("True",),
}
CHECK = """
import sys
from tests.isncsci.test_agreement import vectors
from radicular.isncsci import classify
from radicular.isncsci.fields import flat
exams, said = vectors()
sys.exit(any(flat(classify(e).to_reference()) != s for e, s in zip(exams, said)))
"""


@dataclass(frozen=True)
class Mutant:
    """One changed token.

    Attributes:
        module: File of the rules.
        line: Where, counted from 1.
        old: The token.
        new: What stands there instead.
        text: The whole file with it.
    """

    module: str
    line: int
    old: str
    new: str
    text: str

    def __str__(self) -> str:
        return f"{self.module}.py:{self.line}: {self.old} -> {self.new or 'nothing'}"


def mutants(module: str) -> Iterator[Mutant]:
    """Yield every mutant of a module; what decides nothing (annotations) is left alone."""
    text = (PACKAGE / "isncsci" / f"{module}.py").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    idle = list(_idle(ast.parse(text)))
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if any(start <= token.start < end for start, end in idle):
            continue
        for new in _changed(token):
            row, first = token.start
            line = lines[row - 1]
            changed = f"{line[:first]}{new}{line[token.end[1] :]}"
            whole = "".join([*lines[: row - 1], changed, *lines[row:]])
            if _is_python(whole):
                yield Mutant(module, row, token.string, new, whole)


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _idle(tree: ast.Module) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Stretches of a module that decide nothing: imports, names, annotations, docstrings."""
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        match node:
            case ast.Import() | ast.ImportFrom():
                parts = [node]
            case (
                ast.Assign(targets=[ast.Name(id="__all__")])
                | ast.Subscript(value=ast.Name(id="Literal"))
            ):
                parts = [node]
            case ast.Expr(value=ast.Constant()):
                parts = [node]
            case ast.AnnAssign() | ast.arg():
                parts = [node.annotation]
            case ast.FunctionDef():
                parts = [node.returns, *node.decorator_list]
            case ast.ClassDef():
                parts = [*node.decorator_list]
        for part in parts:
            if isinstance(part, ast.expr | ast.stmt):
                end = part.end_lineno or part.lineno, part.end_col_offset or 0
                yield (part.lineno, part.col_offset), end


def _changed(token: tokenize.TokenInfo) -> tuple[str, ...]:
    if token.type == tokenize.NUMBER:
        return (str(int(token.string) + 1),)
    if token.type == tokenize.STRING:
        return ('"?"',)
    return SWAPS.get(token.string, ())


def killed(mutant: Mutant, home: Path) -> bool:
    """Return whether the agreement vectors find a mutant."""
    place = home / "radicular" / "isncsci" / f"{mutant.module}.py"
    kept = place.read_text(encoding="utf-8")
    place.write_text(mutant.text, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": f"{home}:{ROOT}", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-c", CHECK],
            env=environment,
            capture_output=True,
            check=False,
            timeout=120,
        )
    except subprocess.TimeoutExpired:
        return True
    finally:
        place.write_text(kept, encoding="utf-8")
    return done.returncode != 0


@click.command()
@click.option("--module", type=click.Choice(RULES), multiple=True, help="Only these files.")
def main(module: tuple[str, ...]) -> None:
    """Change the rules token by token, and list what the agreement vectors do not find."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copytree(PACKAGE, home / "radicular", ignore=shutil.ignore_patterns("__pycache__"))
        total = found = 0
        for name in module or RULES:
            for mutant in mutants(name):
                total += 1
                if killed(mutant, home):
                    found += 1
                else:
                    click.echo(f"not found: {mutant}")
            click.echo(f"{name}: {found} of {total} found so far")
    click.echo(f"{found} of {total} mutants found, {found / total:.1%}")


if __name__ == "__main__":
    main()

"""Works out what is constant in a template before it is compiled: sentences, addresses of files, conditions."""

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

Node = nodes.Node

LONGEST_UNROLLED: Final = 12
"""A loop over more constants than this stays a loop."""


@dataclass(frozen=True)
class Knowledge:
    """What is known when an edition of the templates is compiled.

    Args:
        say: gives a sentence in the language of the edition.
        file_address: gives the address of one of our own files.
    """

    environment: Environment
    say: Callable[[str], str]
    file_address: Callable[[str], str]


class Folding(NodeTransformer):
    """Replaces what is known by what it comes to.

    Args:
        constants: by name, such as a component's arguments where it is drawn.
    """

    def __init__(self, knowledge: Knowledge, constants: Mapping[str, nodes.Expr]) -> None:
        self.knowledge = knowledge
        self.constants = dict(constants)

    def statements(self, body: Iterable[Node]) -> list[Node]:
        """The statements, worked out one by one; some vanish, some become several."""
        return [drawn for one in body for drawn in self.visit_list(one)]

    def expression(self, node: nodes.Expr) -> nodes.Expr:
        worked_out: nodes.Expr = self.visit(node)
        return worked_out

    def generic_visit(self, node: Node, *_: Any, **__: Any) -> Node:
        super().generic_visit(node)
        return self._as_constant(node) if isinstance(node, _COMPUTED) else node

    def _as_constant(self, node: nodes.Expr) -> nodes.Expr:
        node.set_environment(self.knowledge.environment)
        try:
            value = node.as_const(nodes.EvalContext(self.knowledge.environment, "page.html"))
        except Exception:  # noqa: BLE001  as Jinja's own optimizer: what fails, fails when the page is asked for
            return node
        return nodes.Const(value, lineno=node.lineno) if type(value) in _PLAIN else node

    def visit_Name(self, node: nodes.Name) -> nodes.Expr:
        if node.ctx == "load" and node.name in self.constants:
            return copied(self.constants[node.name])  # type: ignore[no-any-return]
        return node

    # Sentences and addresses

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:
        pieces = self.sentence(node)
        if pieces is not None:
            return pieces[0] if len(pieces) == 1 else nodes.Concat(pieces, lineno=node.lineno)
        super().generic_visit(node)
        filename = _only_filename(node)
        return node if filename is None else nodes.Const(self.knowledge.file_address(filename))

    def sentence(self, node: Any) -> list[nodes.Expr] | None:
        """The words and the blanks of `_("…", name=…)`, in order; None for anything else."""
        if not _is_sentence(node):
            return None
        blanks = {one.key: one.value for one in node.kwargs}
        words = self.knowledge.say(node.args[0].value)
        if not blanks:
            return [nodes.Const(Markup(words) % () if "%%" in words else Markup(words))]
        if "%" in _BLANK.sub("", words):
            return None  # a number in a form of its own
        said: list[nodes.Expr] = []
        for text, name in _split(words):
            said += [nodes.Const(Markup(text))] if text else []
            said += [self.expression(copied(blanks[name]))] if name else []
        return said

    def visit_Output(self, node: nodes.Output) -> Node | list[Node]:
        return [one for child in node.nodes for one in self.shown(child)]

    def shown(self, child: nodes.Expr) -> list[Node]:
        """The statements that show an expression."""
        pieces = self.sentence(child)
        if pieces is not None:
            return [nodes.Output(pieces, lineno=child.lineno)]
        if isinstance(child, nodes.CondExpr):
            otherwise = self.shown(child.expr2) if child.expr2 is not None else []
            choice = nodes.If(child.test, self.shown(child.expr1), [], [], lineno=child.lineno)
            choice.test = self.expression(child.test)
            return self._decided(choice, choice.body, otherwise)
        return [nodes.Output([self.expression(child)], lineno=child.lineno)]

    # Conditions

    def visit_If(self, node: nodes.If) -> list[Node]:
        node.test = self.visit(node.test)
        if node.elif_:
            first, *others = node.elif_
            rest = nodes.If(first.test, first.body, others, node.else_, lineno=first.lineno)
            return self._decided(node, self.statements(node.body), self.visit_If(rest))
        return self._decided(node, self.statements(node.body), self.statements(node.else_))

    def _decided(self, node: nodes.If, body: list[Node], otherwise: list[Node]) -> list[Node]:
        if isinstance(node.test, nodes.Const):
            return body if node.test.value else otherwise
        node.body, node.elif_, node.else_ = body, [], otherwise
        return [node]

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.Expr:
        node.test = self.expression(node.test)
        if isinstance(node.test, nodes.Const):
            chosen = node.expr1 if node.test.value else node.expr2
            return node if chosen is None else self.expression(chosen)
        super().generic_visit(node)
        return node

    def visit_And(self, node: nodes.And) -> nodes.Expr:
        left, right = self.expression(node.left), self.expression(node.right)
        if isinstance(left, nodes.Const):
            return right if left.value else left
        return nodes.And(left, right, lineno=node.lineno)

    def visit_Or(self, node: nodes.Or) -> nodes.Expr:
        left, right = self.expression(node.left), self.expression(node.right)
        if isinstance(left, nodes.Const):
            return left if left.value else right
        return nodes.Or(left, right, lineno=node.lineno)

    # Loops

    def visit_For(self, node: nodes.For) -> Node | list[Node]:
        node.iter = self.visit(node.iter)
        rounds = self._rounds(node)
        if rounds is None:
            return super().generic_visit(node)
        before = self.constants
        drawn: list[Node] = []
        for values in rounds:
            self.constants = before | values
            body = self.statements(copied(one) for one in node.body)
            is_scope = any(stored(one) for one in body)
            drawn += [nodes.Scope(body, lineno=node.lineno)] if is_scope else body
        self.constants = before
        return drawn

    def _rounds(self, node: nodes.For) -> list[dict[str, nodes.Expr]] | None:
        """What the loop's variables are in each round, when all is known and little."""
        given = _items(node.iter)
        targets = node.target.items if isinstance(node.target, nodes.Tuple) else [node.target]
        names = [one.name for one in targets if isinstance(one, nodes.Name)]
        if (
            given is None
            or len(given) > LONGEST_UNROLLED
            or len(names) != len(targets)
            or node.else_
            or node.test is not None
            or node.recursive
            or mentions_loop(node.body)
            or set(names) & {name for one in node.body for name in stored(one)}
        ):
            return None
        rounds = []
        for one in given:
            values = [one] if not isinstance(node.target, nodes.Tuple) else _items(one)
            if values is None or len(values) != len(names) or not all(map(is_constant, values)):
                return None
            rounds.append(dict(zip(names, values, strict=True)))
        return rounds


def is_constant(value: Node) -> bool:
    """Whether it is the same for everybody: a constant, or a collection of such."""
    if isinstance(value, nodes.Dict):
        return all(is_constant(pair.key) and is_constant(pair.value) for pair in value.items)
    if isinstance(value, nodes.List | nodes.Tuple):
        return all(map(is_constant, value.items))
    return isinstance(value, nodes.Const)


def copied(node: Any, names: Mapping[str, str] | None = None) -> Any:
    """The same piece of template once more, its variables under other names."""
    twin = copy.copy(node)
    for field, value in node.iter_fields():
        if isinstance(value, list):
            setattr(
                twin, field, [copied(one, names) if isinstance(one, Node) else one for one in value]
            )
        elif isinstance(value, Node):
            setattr(twin, field, copied(value, names))
    if names and isinstance(twin, nodes.Name | nodes.NSRef):
        twin.name = names.get(twin.name, twin.name)
    return twin


def stored(node: Node) -> set[str]:
    """The names that are given a value inside."""
    named = [node, *node.find_all((nodes.Name,))]
    return {
        one.name for one in named if isinstance(one, nodes.Name) and one.ctx in ("store", "param")
    }


def mentions_loop(body: list[Node]) -> bool:
    """Whether it asks for the loop that it stands in."""
    for one in body:
        if isinstance(one, nodes.Name) and one.name == "loop":
            return True
        if not isinstance(one, nodes.For) and mentions_loop(list(one.iter_child_nodes())):
            return True
        if isinstance(one, nodes.For) and mentions_loop([one.iter, *one.else_]):
            return True
    return False


_COMPUTED: Final = (
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Concat,
    nodes.Not,
)
_PLAIN: Final = (str, Markup, int, bool, type(None))


def _items(node: Node) -> list[nodes.Expr] | None:
    """The members of a list that is written out, or of its rest from some place on."""
    if isinstance(node, nodes.List | nodes.Tuple):
        return node.items
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Slice):
        part, whole = node.arg, _items(node.node)
        if (
            whole is not None
            and isinstance(part.start, nodes.Const)
            and not (part.stop or part.step)
        ):
            return whole[part.start.value :]
    return None


def _is_sentence(node: Any) -> bool:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name in ("_", "gettext")
        and len(node.args) == 1
        and isinstance(node.args[0], nodes.Const)
        and node.dyn_args is node.dyn_kwargs is None
    )


def _only_filename(node: nodes.Call) -> str | None:
    """The file in `url_for("static", filename="…")`."""
    called = node.node
    if not isinstance(called, nodes.Name) or called.name != "url_for" or len(node.kwargs) != 1:
        return None
    given = [*node.args, node.kwargs[0].value]
    if [one.value for one in given[:1] if isinstance(one, nodes.Const)] != ["static"]:
        return None
    file = given[-1]
    return str(file.value) if isinstance(file, nodes.Const) else None


_BLANK: Final = re.compile(r"%\((\w+)\)s|%%")


def _split(words: str) -> Iterator[tuple[str, str | None]]:
    """The texts between the blanks, each with the name of the blank after it."""
    at = 0
    for blank in _BLANK.finditer(words):
        text = words[at : blank.start()]
        yield (text, blank[1]) if blank[1] else (text + "%", None)
        at = blank.end()
    yield words[at:], None

"""Draws components where they stand, instead of calling them.

A call of a macro costs Jinja 4 µs and more, and a list of 25 calls hundreds. Here the macro's body is put in
the place of `{{ icon("edit") }}` or `{% call card(…) %}`, its variables under names of their own, so that the
two cannot meet. Arguments that are constant are worked out right there: most icons become plain text.

What cannot be put in place stays a call, and says the same: a component inside an expression, one that asks
for all its arguments, one whose template keeps something that changes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, cast

from jinja2 import nodes

from transfer.drawing.folding import (
    Folding,
    Knowledge,
    Node,
    copied,
    is_constant,
    mentions_loop,
    stored,
)

LARGEST_PLACED: Final = 250
"""A component of more nodes than this stays a call: the page would take too long to compile."""


class _Stays(Exception):
    """No error: this one has to be called."""


@dataclass(frozen=True)
class Home:
    """A template as seen from inside: what its names stand for."""

    macros: Mapping[str, nodes.Macro]
    imports: Mapping[str, tuple[str, str]]
    """Name here, by the template it comes from and its name there."""
    constants: Mapping[str, nodes.Expr]
    variables: frozenset[str]
    """Names set in the template itself, outside its macros."""

    @classmethod
    def of(cls, tree: nodes.Template) -> "Home":
        imports: dict[str, tuple[str, str]] = {}
        for one in tree.body:
            if isinstance(one, nodes.FromImport) and isinstance(one.template, nodes.Const):
                for name in one.names:
                    there, here = name if isinstance(name, tuple) else (name, name)
                    imports[here] = (one.template.value, there)
        return cls(
            macros={one.name: one for one in tree.body if isinstance(one, nodes.Macro)},
            imports=imports,
            constants={
                one.target.name: cast(nodes.Expr, one.node)
                for one in tree.body
                if isinstance(one, nodes.Assign)
                and isinstance(one.target, nodes.Name)
                and one.node.find(nodes.Name) is None
                and not isinstance(one.node, nodes.Name)
            },
            variables=frozenset(
                name
                for one in tree.body
                if not isinstance(one, nodes.Macro)
                for name in stored(one)
            ),
        )

    def keeps(self, name: str) -> bool:
        return name in self.macros or name in self.imports or name in self.variables


@dataclass(frozen=True)
class Component:
    """A macro, and what has to be known of it to put it in place."""

    macro: nodes.Macro
    home: Home
    own: frozenset[str]
    """Its variables, the arguments among them."""
    changed: frozenset[str]
    """The variables that get a value inside, so that they are more than what was given."""
    is_small: bool

    @classmethod
    def of(cls, macro: nodes.Macro, home: Home) -> "Component":
        changed = frozenset(name for one in macro.body for name in stored(one))
        own = changed | {one.name for one in macro.args}
        size = sum(1 for _ in macro.find_all(Node))
        return cls(macro, home, own, changed, size <= LARGEST_PLACED)


@dataclass
class Shelf:
    """Finds components, each template read once."""

    knowledge: Knowledge
    read: Callable[[str], nodes.Template]
    homes: dict[str, Home] = field(default_factory=dict)
    components: dict[nodes.Macro, Component] = field(default_factory=dict)
    numbers: Any = field(default_factory=count)

    def component(self, home: Home, name: str) -> Component | None:
        """What a name stands for in a template."""
        if name in home.macros:
            macro = home.macros[name]
            if macro not in self.components:
                self.components[macro] = Component.of(macro, home)
            return self.components[macro]
        if name not in home.imports:
            return None
        template, there = home.imports[name]
        if template not in self.homes:
            self.homes[template] = Home.of(self.read(template))
        return self.component(self.homes[template], there)


@dataclass(frozen=True)
class _Block:
    """What stands between `{% call %}` and `{% endcall %}`, worked out."""

    targets: list[nodes.Name]
    body: list[Node]


def place_components(tree: nodes.Template, shelf: Shelf) -> nodes.Template:
    """Put the components of a template in their places. Changes the tree."""
    home = Home.of(tree)
    shadowed = {name for one in tree.body for name in stored(one)}
    placing = Placing(shelf, home, {}, shadowed=frozenset(shadowed))
    tree.body = placing.statements(tree.body)
    _drop_unused_imports(tree)
    _join_outputs(tree)
    return tree


class Placing(Folding):
    """Draws the components in one template, or in one component already in its place.

    Args:
        home: where the names are at home.
        shadowed: names that are given a value in the template, so that they mean something else there
            than a component or one of Jinja's own names.
        block: what `caller()` draws; None without a `{% call %}`.
        inside: the components this is the inside of, the innermost last; none in a template itself.
            A component may not reach for what its template keeps.
    """

    def __init__(
        self,
        shelf: Shelf,
        home: Home,
        known: Mapping[str, nodes.Expr],
        *,
        shadowed: frozenset[str] = frozenset(),
        block: _Block | None = None,
        inside: tuple[nodes.Macro, ...] = (),
    ) -> None:
        super().__init__(shelf.knowledge, known)
        self.shelf, self.home = shelf, home
        self.shadowed, self.block, self.inside = shadowed, block, inside

    def visit_Macro(self, node: nodes.Macro) -> Node:
        node.body = Placing(self.shelf, self.home, {}, shadowed=frozenset(stored(node))).statements(
            node.body
        )
        return node

    def visit_Name(self, node: nodes.Name) -> nodes.Expr:
        if self.inside and node.ctx == "load" and node.name not in self.constants:
            if node.name in self.home.constants:
                return copied(self.home.constants[node.name])  # type: ignore[no-any-return]
            if node.name == "caller" or self.home.keeps(node.name) or node.name in self.shadowed:
                raise _Stays
        return super().visit_Name(node)

    def visit_Test(self, node: nodes.Test) -> nodes.Expr:
        if self.inside and node.name == "defined" and _is_caller(node.node):
            return nodes.Const(self.block is not None)
        worked_out: nodes.Expr = super().generic_visit(node)  # type: ignore[assignment]
        return worked_out

    def shown(self, child: nodes.Expr) -> list[Node]:
        placed = self._placed(child)
        return super().shown(child) if placed is None else placed

    def visit_CallBlock(self, node: nodes.CallBlock) -> Node | list[Node]:
        node.body = self.statements(node.body)
        if not node.defaults and not mentions_loop(node.body):
            placed = self._placed(node.call, _Block(node.args, node.body))
            if placed is not None:
                return placed
        node.call = self.expression(node.call)  # type: ignore[assignment]
        return node

    def _placed(self, node: Node, block: _Block | None = None) -> list[Node] | None:
        if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
            return None
        if self.inside and _is_caller(node.node):
            return self._drawn_block(node)
        if not self.inside and node.node.name in self.shadowed:
            return None
        found = self.shelf.component(self.home, node.node.name)
        if found is None or not found.is_small:
            return None
        try:
            return self._in_place(node, found, block)
        except _Stays:
            return None

    def _drawn_block(self, call: nodes.Call) -> list[Node]:
        if self.block is None or call.kwargs or len(call.args) != len(self.block.targets):
            raise _Stays
        body = [copied(one) for one in self.block.body]
        if not call.args:
            return body
        targets = [nodes.Name(one.name, "store") for one in self.block.targets]
        values = [self.expression(one) for one in call.args]
        return [nodes.With(targets, values, body, lineno=call.lineno)]

    def _in_place(self, call: nodes.Call, component: Component, block: _Block | None) -> list[Node]:
        macro = component.macro
        if macro in self.inside:
            raise _Stays
        number = next(self.shelf.numbers)
        names = {name: f"{name}__{number}" for name in component.own}
        known: dict[str, nodes.Expr] = {}
        targets: list[nodes.Expr] = []
        values: list[nodes.Expr] = []
        for name, given in _arguments(macro, call).items():
            value = self.expression(copied(given))
            if name not in component.changed and is_constant(value):
                known[names[name]] = value
            else:
                targets.append(nodes.Name(names[name], "store"))
                values.append(value)
        drawing = Placing(
            self.shelf,
            component.home,
            known,
            shadowed=self.shadowed,
            block=block,
            inside=(*self.inside, macro),
        )
        body = drawing.statements(copied(one, names) for one in macro.body)
        for one in body:
            one.set_lineno(call.lineno, override=True)
        if not targets and not component.changed:
            return body
        return [nodes.With(targets, values, body, lineno=call.lineno)]


def _arguments(macro: nodes.Macro, call: nodes.Call) -> dict[str, nodes.Expr]:
    """What each of the macro's arguments is in this call."""
    if call.dyn_args is not None or call.dyn_kwargs is not None:
        raise _Stays
    names = [one.name for one in macro.args]
    if len(call.args) > len(names):
        raise _Stays
    unsaid = dict(zip(names[::-1], macro.defaults[::-1], strict=False))
    said = dict(zip(names, call.args, strict=False)) | {one.key: one.value for one in call.kwargs}
    if set(said) - set(names) or set(names) - set(said) - set(unsaid):
        raise _Stays
    if any(name not in said and unsaid[name].find(nodes.Name) for name in names):
        raise _Stays
    return {name: said.get(name, unsaid.get(name)) for name in names}  # type: ignore[misc]


def _is_caller(node: Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "caller"


def _drop_unused_imports(tree: nodes.Template) -> None:
    used = {one.name for one in tree.find_all(nodes.Name) if one.ctx == "load"}
    kept: list[Node] = []
    for one in tree.body:
        if isinstance(one, nodes.FromImport):
            one.names = [
                name for name in one.names if (name[1] if isinstance(name, tuple) else name) in used
            ]
            if not one.names:
                continue
        kept.append(one)
    tree.body = kept


def _join_outputs(node: Node) -> None:
    """Let texts that now stand side by side become one."""
    for name, value in node.iter_fields():
        if isinstance(value, list) and name in _BODIES:
            joined: list[Any] = []
            for one in value:
                if isinstance(one, nodes.Output) and not one.nodes:
                    continue
                if (
                    joined
                    and isinstance(one, nodes.Output)
                    and isinstance(joined[-1], nodes.Output)
                ):
                    joined[-1].nodes = [*joined[-1].nodes, *one.nodes]
                else:
                    joined.append(one)
            value[:] = joined
    for child in node.iter_child_nodes():
        _join_outputs(child)


_BODIES: Final = ("body", "else_")

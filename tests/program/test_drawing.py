"""Templates compiled our way say what Jinja would have said, only sooner."""

import pytest
from flask import Flask, g
from flask.templating import Environment
from flask_babel import Babel
from jinja2 import DictLoader, StrictUndefined, UndefinedError, nodes

from transfer.drawing import SpokenEnvironment
from transfer.speaking import speak_quickly

COMPONENTS = """
{% set SHAPES = {"round": "<circle>", "flat": "<path>"} %}
{% set counted = [] %}
{% macro icon(name, label=None) -%}
<svg{% if label %} aria-label="{{ label }}"{% else %} aria-hidden="true"{% endif %}>{{ SHAPES[name]|safe }}</svg>
{%- endmacro %}
{% macro link(label, url, icon_name=None) %}<a href="{{ url }}">{% if icon_name %}{{ icon(icon_name) }}{% endif %}{{ label }}</a>{% endmacro %}
{% macro card(title, level=2) %}
{% set title = title ~ "!" %}
<h{{ level }}>{{ title }}</h{{ level }}>{% if caller is defined %}{{ caller() }}{% endif %}
{% endmacro %}
{% macro table(columns, rows) %}
{% for row in rows %}<tr>{% for column in columns[1:] %}<td{{ " blank" if column.blank|default(false) }}>{{ column.label }}: {{ caller(row, column.key) }}</td>{% endfor %}</tr>{% endfor %}
{% endmacro %}
{% macro counts() %}{{ counted|length }}{% endmacro %}
{% macro tree(items) %}<ul>{% for one in items %}<li>{{ one.name }}{{ tree(one.below) }}</li>{% endfor %}</ul>{% endmacro %}
{% macro asks() %}{{ told }}{% endmacro %}
{% macro says(text) %}{{ caller() if caller is defined }}{{ text }}{% endmacro %}
"""
IMPORT = '{% from "components.html" import icon, link, card, table, counts, tree, asks, says as say_it %}'

PAGES = {
    "constant arguments": '{{ icon("round") }}{{ icon("flat", label="<flat>") }}',
    "arguments that are known later": "{% for one in shapes %}{{ icon(one, label=one) }}{% endfor %}",
    "a component in a component": '{{ link("<b>", url, icon_name="round") }}{{ link(text, "/") }}',
    "the same names inside and outside": (
        '{% set title, level, label = "ude", 5, "navn" %}{{ card("inde") }}{{ title }}{{ level }}'
        "{{ link(title, url) }}{{ label }}"
    ),
    "a block": "{% set title = 'ude' %}{% call card('inde', level=3) %}{{ title }}{% endcall %}",
    "a block that asks for its own loop": (
        "{% for one in shapes %}{% call card(one) %}{{ loop.index }}{% endcall %}{% endfor %}"
    ),
    "a block in a block": (
        "{% call card('a') %}{% call card('b') %}{{ text }}{% endcall %}{% endcall %}"
    ),
    "a table": (
        "{% call(row, key) table([{'key': 'x'}, {'key': 'a', 'label': 'A', 'blank': true}, "
        "{'key': 'b', 'label': _('Log ud')}], rows) %}"
        "{% if key == 'a' %}{{ row.a }}{% else %}<i>{{ row[key] }}</i>{% endif %}{% endcall %}"
    ),
    "a component in an expression": "{{ icon('round') ~ text }}{{ link(icon('flat'), url)|length }}",
    "what its template keeps": "{{ counts() }}",
    "itself": "{{ tree(items) }}",
    "a name that is a variable here": "{% set icon = text %}{{ icon }}",
    "a block in an expression": "{% call say_it(text) %}<b>{% endcall %}",
    "a sentence": "{{ _('Log ud') }}<p title=\"{{ _('Log ud') }}\">",
    "a sentence with blanks": "{{ _('%(name)s er her, 100 %%', name=text) }}",
    "a sentence with a number": "{{ _('Efter %(months)d måneder', months=3) }}",
    "a sentence as an argument": "{{ link(_('Hej, %(name)s', name=text), url) }}",
    "conditions": (
        "{{ 'a' if text }}{{ 'b' if not text }}{{ 'c' if none else text }}"
        "{% if false %}1{% elif text == 'x' %}2{% elif true %}3{% else %}4{% endif %}"
    ),
    "loops over what is written out": (
        "{% for name, label in (('a', 'A'), ('b', _('Log ud'))) %}"
        "{% set seen = rows[0][name] %}{{ seen }}{{ label }}{% endfor %}"
        "{% for one in [1, 2] %}{{ loop.last }}{% endfor %}"
        "{% for one in [] %}x{% else %}none{% endfor %}"
    ),
}
GIVEN = {
    "text": "<Åse>",
    "url": "/?a=1&b=2",
    "shapes": ["round", "flat"],
    "rows": [{"a": 1, "b": "<to>"}, {"a": None, "b": ""}],
    "items": [{"name": "a", "below": [{"name": "b", "below": []}]}],
}


def an_app(kind: type[Environment]) -> Flask:
    app = Flask("drawing", static_folder=None)
    app.jinja_environment = kind
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    pages = {name + ".html": IMPORT + page for name, page in PAGES.items()}
    app.jinja_loader = DictLoader({"components.html": COMPONENTS, **pages})
    Babel(app, default_locale="da")
    speak_quickly(app)
    return app


def drawn(kind: type[Environment], page: str, language: str = "da") -> str:
    app = an_app(kind)
    with app.test_request_context():
        g.language = language
        return app.jinja_env.get_template(f"{page}.html").render(**GIVEN)


@pytest.mark.parametrize("page", PAGES)
def test_it_says_what_jinja_says(page):
    assert drawn(SpokenEnvironment, page) == drawn(Environment, page)


def test_what_is_the_same_for_everybody_is_written_out():
    app = an_app(SpokenEnvironment)
    with app.test_request_context():
        edition = app.jinja_env._edition("da")
        source = IMPORT + '<p>{{ icon("round") }}{{ _("Log ud") }}</p>'
        assert '<p><svg aria-hidden="true"><circle></svg>Log ud</p>' in edition.compile(
            source, raw=True
        )


def test_an_argument_that_is_missing_is_still_missed():
    app = an_app(SpokenEnvironment)
    with app.test_request_context(), pytest.raises(UndefinedError):
        app.jinja_env.from_string(IMPORT + "{{ link(text) }}").render(**GIVEN)


def test_a_component_does_not_see_what_the_page_calls_by_the_same_name():
    app = an_app(SpokenEnvironment)
    with app.test_request_context():
        page = app.jinja_env._edition("da").from_string(IMPORT + "{% set told = 1 %}{{ asks() }}")
        with pytest.raises(UndefinedError):
            page.render()


def test_reading_a_template_leaves_it_as_it_is_written():
    tree = an_app(SpokenEnvironment).jinja_env.parse(IMPORT + '{{ icon("round") }}')
    assert tree.find(nodes.FromImport) is not None

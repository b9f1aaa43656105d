"""How templates become pages quickly: what does not depend on the visitor is worked out when a template is compiled.

A page of ours is a list of component calls, and says a hundred sentences. In Jinja each of them costs a few
microseconds at every request, though most come out the same for everybody who reads the same language. So each
language has its own edition of every template, in which sentences are already translated (`folding`) and
components are already drawn where they stand (`placing`). Templates are written as before; what they say is
what Jinja would have said.
"""

from transfer.drawing.editions import SpokenEnvironment

__all__ = ["SpokenEnvironment"]

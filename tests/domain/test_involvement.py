"""How many are with it: shares of groups, and never of one or two persons."""

from transfer.domain.indicators import involvement
from transfer.domain.shares import Share

BELOW = {None: ["old", "young"], "old": ["north", "south"]}


def test_each_part_of_three_or_more_is_told():
    groups = {
        None: set("abcdef"),
        "old": set("abc"),
        "young": set("def"),
        "north": {"a"},
        "south": set("bc"),
    }
    told = involvement(groups, BELOW, set("abd"))
    assert told == {None: Share(3, 6), "old": Share(2, 3), "young": Share(1, 3)}


def test_a_part_is_not_told_when_the_whole_less_the_part_would_tell_of_one_or_two():
    groups = {
        None: set("abcdefg"),
        "old": set("abcdef"),
        "young": {"g"},
        "north": set("abc"),
        "south": set("def"),
    }
    assert involvement(groups, BELOW, set("abd")) == {None: Share(3, 7)}


def test_the_smallest_part_gives_way_until_the_rest_is_big_enough():
    groups = {None: set("abcdefghi"), "a": set("abcde"), "b": set("fgh"), "c": {"i"}}
    told = involvement(groups, {None: ["a", "b", "c"]}, set("abcdefghi"))
    assert told == {None: Share(9, 9), "a": Share(5, 5)}


def test_nothing_is_told_of_fewer_than_three():
    assert involvement({None: set("ab"), "a": set("ab")}, {None: ["a"]}, set("ab")) == {}

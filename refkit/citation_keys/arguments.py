"""What may stand between the parentheses of a function or filter, read off its own parameters."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from refkit.citation_keys.ast import Value, Values
from refkit.citation_keys.filters import RELATIONS
from refkit.citation_keys.text_pattern import TextPattern
from refkit.errors import InputError

_KINDS: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "str": (str,),
    "bool": (bool,),
    "str | TextPattern": (str, TextPattern),
    "TextPattern | None": (TextPattern,),
    "int | tuple[int, int]": (int, tuple),
    "int | str": (int, str),
    "int | None": (int,),
    "str | None": (str,),
    "bool | None": (bool,),
    "str | tuple[Any, ...]": (str, tuple),
}
_WORDS = {
    int: "a number",
    str: "text",
    bool: "true or false",
    tuple: "a list in brackets",
    TextPattern: "a pattern between slashes",
}
_CHOICES: dict[str, tuple[str, ...]] = {
    "relation": RELATIONS,
    "creator": ("*", "author", "editor", "translator", "collaborator"),
    "abbrev": ("abbrev+auto", "abbrev", "auto", "full", "off"),
}


@dataclass(frozen=True, slots=True)
class Argument:
    """A value as it stands in a formula, with the name it is given by, if any, and its place."""

    value: Value
    name: str
    place: int


def formula_error(place: int, what: str) -> InputError:
    """What is wrong at a place of a formula, counted from 0, as an error to raise."""
    return InputError(f"citation-key formula: {what} at character {place + 1}")


def find_function(
    table: Mapping[str, Callable[..., str]], kind: str, name: str, place: int
) -> Callable[..., str]:
    """Find a function by its name, in any case; raises InputError that lists those there are."""
    found = next((each for word, each in table.items() if word.lower() == name.lower()), None)
    if found is None:
        raise unknown_name_error(kind, name, place, table)
    return found


def unknown_name_error(kind: str, name: str, place: int, there: Iterable[str]) -> InputError:
    """A name that is none of those there are, as an error that tells the nearest, or all."""
    names = {each.lower(): each for each in there}
    near = get_close_matches(name.lower(), names, n=1)
    told = (
        f"did you mean {names[near[0]]!r}?" if near else f"there are: {', '.join(names.values())}"
    )
    return InputError(
        f"citation-key formula: unknown {kind} {name!r} at character {place + 1}; {told}"
    )


def bind_arguments(
    function: Callable[..., str], name: str, arguments: Sequence[Argument], place: int
) -> Values:
    """The values of a function's parameters, in their order; raises InputError for a wrong one."""
    parameters = _parameters(function)
    if parameters and parameters[-1].kind is inspect.Parameter.VAR_POSITIONAL:
        return tuple(str(argument.value) for argument in arguments)
    by_name = {parameter.name: parameter for parameter in parameters}
    given: dict[str, Value] = {}
    for number, argument in enumerate(arguments):
        if not argument.name and number >= len(parameters):
            raise formula_error(argument.place, f"{name} takes {len(parameters)} values, not more,")
        parameter = by_name.get(argument.name or parameters[number].name)
        if parameter is None:
            raise formula_error(
                argument.place, f"{name} has no {argument.name!r}, but {', '.join(by_name)},"
            )
        given[parameter.name] = _fitting(argument, parameter, name)
    for parameter in parameters:
        if parameter.default is inspect.Parameter.empty and parameter.name not in given:
            raise formula_error(place, f"{name} needs a value for {parameter.name!r}")
    return tuple(given.get(each.name, each.default) for each in parameters)


def _fitting(argument: Argument, parameter: inspect.Parameter, name: str) -> Value:
    kinds = _KINDS[parameter.annotation]
    if type(argument.value) not in kinds:
        wanted = " or ".join(_WORDS[kind] for kind in kinds)
        raise formula_error(argument.place, f"{name} wants {wanted} for {parameter.name!r}")
    choices = _CHOICES.get(parameter.name)
    if choices and argument.value not in choices:
        raise formula_error(
            argument.place, f"{name} wants one of {' '.join(choices)} for {parameter.name!r}"
        )
    return argument.value


@cache
def _parameters(function: Callable[..., str]) -> tuple[inspect.Parameter, ...]:
    """A function's own parameters, without the work or text that it is given first."""
    return tuple(inspect.signature(function).parameters.values())[1:]

"""``@dataclass`` as in the standard library, but for when its methods are made.

The standard library writes and compiles up to nine methods for each class when its module is
loaded, which takes longer than all else in most modules of nouns. A command loads eighty classes,
makes objects of half of them and compares those of three. Here a method is compiled at its first
use. What it does, ``fields``, ``replace`` and ``asdict`` are the standard library's.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

_ORDER = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}


def _dataclass(cls: type[Any] | None = None, /, **how: bool) -> Any:
    return _made(cls, **how) if cls else lambda given: _made(given, **how)


# Who reads and checks the types sees the standard library's, of which this is a quicker one.
if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    dataclass = _dataclass


def _made(
    given: type[Any],
    *,
    frozen: bool = False,
    slots: bool = False,
    order: bool = False,
    eq: bool = True,
    unsafe_hash: bool = False,
) -> type[Any]:
    given.__doc__ = given.__doc__ or given.__name__  # else the signature is looked for
    own = {name for name, value in vars(given).items() if value is not None}
    # Frozen from the start only where Python insists on it: two more methods would be compiled.
    bases = filter(dataclasses.is_dataclass, given.__mro__[1:])
    inherits = any(base.__dataclass_params__.frozen for base in bases)  # type: ignore[attr-defined]
    made: type[Any] = dataclasses.dataclass(
        init=False, repr=False, eq=False, frozen=frozen and inherits, slots=slots
    )(given)
    made.__dataclass_params__.frozen = frozen
    methods: dict[str, Any] = {"__init__": _Late(made, "__init__", _init), "__repr__": _repr}
    compared = ("__eq__", *_ORDER) if order else ("__eq__",) if eq else ()
    methods |= {name: _Late(made, name, _comparison) for name in compared}
    if unsafe_hash or (eq and frozen):
        methods["__hash__"] = _Late(made, "__hash__", _hash)
    elif eq:
        methods["__hash__"] = None
    for name, method in (methods | (_frozen(made, slots) if frozen else {})).items():
        if name not in own:
            setattr(made, name, method)
    return made


class _Late:
    """Stands in a class for a method until it is asked for."""

    def __init__(
        self, cls: type[Any], name: str, make: Callable[[type[Any], str], Callable[..., Any]]
    ) -> None:
        self._class, self._name, self._make = cls, name, make

    def __get__(self, instance: object, owner: type[Any]) -> Any:
        method = self._make(self._class, self._name)
        method.__name__ = self._name
        method.__qualname__ = f"{self._class.__qualname__}.{self._name}"
        method.__module__ = self._class.__module__
        setattr(self._class, self._name, method)
        return method.__get__(instance, owner)


class _Factory:
    """Stands for what a ``default_factory`` makes."""

    def __repr__(self) -> str:
        return "<factory>"


_FACTORY = _Factory()


def _init(cls: type[Any], name: str) -> Callable[..., None]:
    fields, is_frozen = dataclasses.fields(cls), cls.__dataclass_params__.frozen
    scope: dict[str, Any] = {"_set": object.__setattr__, "_FACTORY": _FACTORY}
    parameters, body = [], []
    for each in fields:
        name, parameter, value = each.name, each.name, each.name
        if each.default is not dataclasses.MISSING:
            scope[f"_default_{name}"] = each.default
            parameter, value = f"{name}=_default_{name}", name if each.init else f"_default_{name}"
        elif each.default_factory is not dataclasses.MISSING:
            scope[f"_make_{name}"] = each.default_factory
            parameter = f"{name}=_FACTORY"
            value = f"_make_{name}()"
            value = f"{value} if {name} is _FACTORY else {name}" if each.init else value
        elif not each.init:
            continue  # set by ``__post_init__``
        if each.init:
            parameters.append(parameter)
        body.append(f"_set(self, {name!r}, {value})" if is_frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    init = _compiled("__init__", ", ".join(["self", *parameters]), body or ["pass"], scope)
    init.__annotations__ = {each.name: each.type for each in fields if each.init} | {"return": None}
    return init


def _comparison(cls: type[Any], name: str) -> Callable[..., Any]:
    names = [each.name for each in dataclasses.fields(cls) if each.compare]
    sign = _ORDER.get(name, "==")
    body = [
        "if other.__class__ is self.__class__:",
        f" return {_values('self', names)} {sign} {_values('other', names)}",
        "return NotImplemented",
    ]
    return _compiled(name, "self, other", body, {})


def _hash(cls: type[Any], name: str) -> Callable[..., int]:
    names = [
        each.name
        for each in dataclasses.fields(cls)
        if (each.compare if each.hash is None else each.hash)
    ]
    return _compiled("__hash__", "self", [f"return hash({_values('self', names)})"], {})


def _values(of: str, names: Sequence[str]) -> str:
    return f"({''.join(f'{of}.{name}, ' for name in names)})"


def _compiled(
    name: str, parameters: str, body: Sequence[str], scope: dict[str, Any]
) -> Callable[..., Any]:
    lines = "\n".join(f" {line}" for line in body)
    exec(f"def {name}({parameters}):\n{lines}", scope)  # noqa: S102 (names of fields, no other's text)
    made: Callable[..., Any] = scope[name]
    return made


@recursive_repr()
def _repr(self: Any) -> str:
    shown = [
        f"{each.name}={getattr(self, each.name)!r}"
        for each in dataclasses.fields(self)
        if each.repr
    ]
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _frozen(cls: type[Any], slots: bool) -> dict[str, Any]:
    names = {each.name for each in dataclasses.fields(cls)}

    def set_(self: object, name: str, value: object) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def delete(self: object, name: str) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    # Pickle would set the fields of slots one by one.
    pickled = {"__getstate__": _state, "__setstate__": _set_state} if slots else {}
    return {"__setattr__": set_, "__delattr__": delete} | pickled


def _state(self: Any) -> list[Any]:
    return [getattr(self, each.name) for each in dataclasses.fields(self)]


def _set_state(self: Any, state: Sequence[Any]) -> None:
    for each, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)

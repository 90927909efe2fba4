"""How templates run: Jinja's own way, with the detours cut that hundreds of calls a page pay for.

What a template means stays the same: the same names, the same escaping.
"""

from __future__ import annotations

import contextlib
from types import FunctionType
from typing import Any

import flask.templating
from flask import Flask
from jinja2 import FileSystemBytecodeCache, Template
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.utils import pass_eval_context

from commons.config import Settings

PASS_EVAL = pass_eval_context(lambda: None).jinja_pass_arg  # type: ignore[attr-defined]


class QuickContext(Context):
    """Calls plain functions and macros at once; only other things are asked what they want."""

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805  as in Jinja
        """What `__obj` returns; as in Jinja, it gets the context or its like if it asks for it."""
        kind = type(__obj)
        asks = __obj.__dict__.get("jinja_pass_arg") if kind is FunctionType else kind
        if asks is Macro or asks is PASS_EVAL:
            args = (__self.eval_ctx, *args)
        elif asks is not None:
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __obj(*args, **kwargs)


class SharedTemplate(Template):
    """A template whose imported macros are made once: no template of ours has its own globals."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002  Jinja's signature
        if self._module is None:
            self._module = self.make_module()
        return self._module


class CompiledTemplates(FileSystemBytecodeCache):
    """Keeps compiled templates in files; a disk that is full costs time and no page."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Writes the compiled template, if that can be done."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


class Environment(flask.templating.Environment):
    """Flask's environment with these two."""

    context_class = QuickContext
    template_class = SharedTemplate


def init_rendering(app: Flask, settings: Settings) -> None:
    """Templates are compiled once for all processes of this instance."""
    folder = settings.instance / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    app.jinja_environment = Environment
    app.jinja_options = {
        **app.jinja_options,
        "bytecode_cache": CompiledTemplates(str(folder)),
    }

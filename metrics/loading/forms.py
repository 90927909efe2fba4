"""Fields by which figures arrive: a file, a pasted table, or one figure."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_wtf.file import FileField
from wtforms import BooleanField, DateTimeLocalField, HiddenField, SelectField
from wtforms.validators import Optional, ValidationError

from commons.forms import (
    LAST_YEAR,
    BodyField,
    Form,
    LineField,
    WebAddressField,
    at_most,
    offered,
    typed,
)
from commons.i18n import _, lazy
from commons.tables import to_csv
from metrics.observations.rules import FigureState


class FiguresForm(Form):
    """Figures for one measure; `seen` names what was previewed, so that just that is published."""

    file = FileField(lazy("A CSV file"))
    text = BodyField(
        lazy("Or a table, pasted"),
        render_kw={"rows": 6, "placeholder": "period,value\n2026-10,84.1", "spellcheck": "false"},
    )
    period = LineField(lazy("Or one figure: its period"), [at_most(80)])
    value = LineField(lazy("Its value"), [at_most(40)], render_kw={"inputmode": "decimal"})
    state = SelectField(
        lazy("How sure are they?"),
        choices=offered(
            {
                FigureState.PROVISIONAL.value: lazy("Provisional: they may still change"),
                FigureState.FINAL.value: lazy("Final"),
                FigureState.REVISED.value: lazy("Revised, as announced"),
                FigureState.CORRECTED.value: lazy("Corrected: what stood there was wrong"),
                FigureState.WITHDRAWN.value: lazy("Withdrawn"),
            }
        ),
        default=FigureState.PROVISIONAL.value,
    )
    source_url = WebAddressField(lazy("Address of the source"), [at_most(500)])
    note = BodyField(lazy("Note"), [at_most(2_000)], render_kw={"rows": 2})
    publish_at = DateTimeLocalField(lazy("Publish at"), [Optional()])
    is_right = BooleanField(lazy("I have looked at these figures once more: they are right"))
    seen = HiddenField()

    def validate_publish_at(self, field: DateTimeLocalField) -> None:
        """A year with a digit too many is told at the field; no clock could hold it."""
        if field.data and field.data.year > LAST_YEAR:
            told = _("Choose a day before the year %(year)s.", year=LAST_YEAR + 1)
            raise ValidationError(told)

    @property
    def is_single(self) -> bool:
        """Whether one figure was typed, and no table sent."""
        return not self._upload() and not typed(self.text)

    def _upload(self) -> Any:
        upload = request.files.get(self.file.name)
        return upload if upload is not None and upload.filename else None

    def data_given(self) -> bytes:
        """The table that was sent, whichever way it came."""
        upload = self._upload()
        if upload:
            return bytes(upload.read())
        if typed(self.text):
            return typed(self.text).encode()
        if typed(self.period) or typed(self.value):
            row = [typed(self.period), typed(self.value)]
            return to_csv(["period", "value"], [row]).encode()
        return b""

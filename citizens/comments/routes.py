"""Saying something, and the page of one comment."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from citizens.comments import bp, operations, queries, specs
from citizens.comments.forms import AnswerForm, CommentForm
from citizens.comments.models import Comment
from citizens.comments.rules import Side, may_be_about
from commons import limits, subjects
from commons.actors import current, current_actor
from commons.cache import keep
from commons.errors import Invalid, NotFound
from commons.forms import typed
from commons.i18n import _
from commons.ids import PUBLIC_ID
from commons.permits import audience, require
from commons.subjects import Subject

WHO_ANSWERS = ("clerk", "director", "chair")


@bp.post("/comments")
@audience("member")
def say() -> ResponseReturnValue:
    """Says something about a subject; a second press of the same form leads to the first."""
    form = CommentForm()
    parent = queries.by_code(typed(form.reply)) if form.reply.data else None
    if form.validate_on_submit():
        try:
            said = _say(form, parent.id if parent else None)
            return redirect(_place_of(said.subject, typed(form.reply)), 303)
        except Invalid as invalid:
            form.take_errors(invalid)
    about = _asked(form)
    page = render_template(
        "citizens/comments/say.html", form=form, about=about, name=subjects.names([about])[about.id]
    )
    return page, 422


@bp.get("/comments/<code>")
@audience("public")
def show(code: str) -> ResponseReturnValue:
    """One comment with all replies, at an address that stays."""
    return _show(code)


@bp.post("/comments/<code>/answer")
@audience(*WHO_ANSWERS)
def answer(code: str) -> ResponseReturnValue:
    """An office answers a comment."""
    form = AnswerForm()
    comment = queries.by_code(code)
    about = queries.subject_of(comment)[1]
    require(_may_answer(about), _("This was said to another council."))
    if not form.validate_on_submit():
        return _show(code, form), 422
    actor = current_actor()
    operations.answer(
        actor=actor,
        comment=comment,
        words=typed(form.words),
        answered_by=", ".join(filter(None, (actor.name, actor.office))),
    )
    return redirect(url_for("citizens.comments.show", code=code), 303)


def _may_answer(about: Subject) -> bool:
    asked = specs.council_asked(about) if current().is_staff else None
    return current().holds(*WHO_ANSWERS, scope_id=asked)


def _asked(form: CommentForm) -> Subject:
    about = subjects.by_public_id(typed(form.about))
    if not may_be_about(about.kind):
        raise NotFound
    return about


def _say(form: CommentForm, parent_id: int | None) -> Comment:
    with limits.counting("post", limits.key("post", current_actor().id)):
        return operations.say(
            actor=current_actor(),
            about=typed(form.about),
            body=typed(form.body),
            side=Side(form.side.data or Side.NEITHER),
            parent_id=parent_id,
            pin=typed(form.pin),
            once=_once(typed(form.once)),
        )


def _once(given: str) -> str:
    # Bound to the person, so that nobody can take the key of somebody else's form.
    return limits.key("once", current_actor().id, given)


def _place_of(said: Subject, reply: str) -> str:
    if reply:
        return url_for("citizens.comments.show", code=reply, _anchor=said.public_id)
    return request.script_root + said.path


def _show(code: str, answer_form: AnswerForm | None = None) -> str:
    comment = queries.by_code(code)
    own, about = queries.subject_of(comment)
    actor = current().actor
    after = request.args.get("after")
    voice = queries.voice(
        code,
        actor_id=actor.id if actor else None,
        after=after if after and PUBLIC_ID.match(after) else None,
    )
    is_asked = not comment.answered_at and _may_answer(about)
    keep(subjects.site_id(), own, about)
    return render_template(
        "citizens/comments/show.html",
        voice=voice,
        about=about,
        name=subjects.names([about])[about.id],
        form=CommentForm(formdata=None, about=about.public_id, reply=code) if actor else None,
        answer_form=answer_form or (AnswerForm(formdata=None) if is_asked else None),
        is_reply=comment.parent_id is not None,
        here=request.script_root + request.path,
    )

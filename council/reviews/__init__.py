"""Reviews: when, on what, with what papers."""

from flask import Blueprint

bp = Blueprint("reviews", __name__)

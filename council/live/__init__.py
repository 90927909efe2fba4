"""The review while it happens."""

from flask import Blueprint

bp = Blueprint("live", __name__)

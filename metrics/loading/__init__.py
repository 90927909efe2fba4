"""How numbers arrive."""

from flask import Blueprint

bp = Blueprint("loading", __name__)

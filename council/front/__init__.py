"""The front pages: home, changes, gaps, search, desk."""

from flask import Blueprint

bp = Blueprint("front", __name__)

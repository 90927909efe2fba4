"""What changed, and what is missing."""

from flask import Blueprint

bp = Blueprint("changes", __name__)

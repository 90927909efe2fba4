"""Who lives where, and how we know."""

from flask import Blueprint

bp = Blueprint("residency", __name__)

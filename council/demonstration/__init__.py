"""The demonstration: the archive and the example council."""

from flask import Blueprint

bp = Blueprint("demonstration", __name__)

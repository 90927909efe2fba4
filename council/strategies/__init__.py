"""What a council does about a measure."""

from flask import Blueprint

bp = Blueprint("strategies", __name__)

"""What a council wants to change."""

from flask import Blueprint

bp = Blueprint("objectives", __name__)

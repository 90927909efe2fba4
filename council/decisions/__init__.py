"""What a council decided, and its answers to proposals."""

from flask import Blueprint

bp = Blueprint("decisions", __name__)

"""Who wants to hear of what."""

from flask import Blueprint

bp = Blueprint("following", __name__)

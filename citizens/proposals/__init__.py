"""What residents want to be measured, and what became of it."""

from flask import Blueprint

bp = Blueprint("proposals", __name__)

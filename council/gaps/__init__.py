"""What is missing, late or broken."""

from flask import Blueprint

bp = Blueprint("gaps", __name__)

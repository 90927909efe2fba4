"""What stays: the published record of a review."""

from flask import Blueprint

bp = Blueprint("records", __name__)

"""Goals, agencies and counties as a classification."""

from flask import Blueprint

bp = Blueprint("catalogue", __name__)

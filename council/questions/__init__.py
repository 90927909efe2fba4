"""What people ask a council in its reviews, and what they are answered."""

from flask import Blueprint

bp = Blueprint("questions", __name__)

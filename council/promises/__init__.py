"""Promises, from the review where they were made until kept or broken."""

from flask import Blueprint

bp = Blueprint("promises", __name__)

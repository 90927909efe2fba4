"""Councils, their members, and who holds which office."""

from flask import Blueprint

bp = Blueprint("councils", __name__)

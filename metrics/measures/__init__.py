"""The public face of measures."""

from flask import Blueprint

bp = Blueprint("measures", __name__)

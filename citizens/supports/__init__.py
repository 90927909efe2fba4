"""One person, one support of a thing."""

from flask import Blueprint

bp = Blueprint("supports", __name__)

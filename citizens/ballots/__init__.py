"""One resident, one ballot."""

from flask import Blueprint

bp = Blueprint("ballots", __name__)

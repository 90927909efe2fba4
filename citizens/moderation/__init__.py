"""Reports, hidings and their public log."""

from flask import Blueprint

bp = Blueprint("moderation", __name__)

"""The least that the same server can answer: what every ratio is measured against."""

from flask import Flask

app = Flask(__name__)


@app.get("/hello")
def hello() -> str:
    """Thirteen bytes."""
    return "Hello, World!"

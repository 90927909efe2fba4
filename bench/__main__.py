"""`make bench`: all measurements."""

from bench.pages import main

main()

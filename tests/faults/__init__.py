"""Crashes, races and lost answers, the long way: `./run faults`. Their short forms are among the other tests."""

"""What only a real browser can tell: nothing is asked of the network, nothing overlaps, the keyboard is enough."""

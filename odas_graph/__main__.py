"""`python -m odas_graph` is the same as `odas-graph`."""

from odas_graph.cli import main

if __name__ == "__main__":
    main()

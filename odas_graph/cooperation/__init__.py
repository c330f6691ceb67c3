"""The place of each actor in the networks, clusters in words, territories compared.

    from odas_graph.cooperation.perimeter import perimeter, web
    from odas_graph.cooperation.tables import measure_all
    from odas_graph.cooperation.described import describe_clusters
    from odas_graph.cooperation.comparison import compare
"""

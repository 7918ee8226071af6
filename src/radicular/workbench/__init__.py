"""The web workbench: examine on a body map, keep records, carry a case, teach.

One folder a subject, each a Django application: ``site`` (settings and what all pages share),
``accounts``, ``records``, ``examine``, ``course``, ``teaching``, ``leaflet``; ``serve`` starts it.
"""

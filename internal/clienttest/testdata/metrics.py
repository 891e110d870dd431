"""Prints what Prometheus' own parser makes of a file: kind, labels and value of
each sample."""

import json
import sys

from prometheus_client.parser import text_string_to_metric_families

with open(sys.argv[1], encoding="utf-8") as f:
    families = list(text_string_to_metric_families(f.read()))
json.dump(
    [
        {"name": s.name, "type": m.type, "help": m.documentation, "labels": s.labels, "value": s.value}
        for m in families
        for s in m.samples
    ],
    sys.stdout,
)

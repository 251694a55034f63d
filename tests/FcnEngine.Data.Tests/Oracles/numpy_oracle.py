"""Saves small arrays of every type the reader takes into a folder and prints their values as JSON."""
import json
import os
import sys

import numpy as np

said = {}
for order in ("C", "F"):
    for kind in ("bool", "|u1", "|i1", "<u2", ">u2", "<i2", ">i4", "<u4", "<i8", ">u8", "<f4", ">f8"):
        low = 0 if kind == "bool" or "u" in kind else -50
        high = 2 if kind == "bool" else 50
        values = np.random.default_rng(7).integers(low, high, (3, 5)).astype(kind)
        name = f"{kind.strip('<>|')}{'b' if kind[0] == '>' else 'l'}{order}.npy"
        np.save(os.path.join(sys.argv[1], name), np.asarray(values, order=order))
        said[name] = values.astype(int).tolist()
print(json.dumps(said))

"""Prints what `fcn eval --json` should say, computed from the records and the predicted masks alone.

Usage: score_masks.py VAL_RECORDS TRAIN_RECORDS MASK_FOLDER
Nothing but Python's own library: records, PNG files and every figure are read and worked out here from their definitions.
"""
import json
import math
import os
import struct
import sys
import zlib


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data):
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        if key & 7 == 0:
            value, at = varint(data, at)
        else:
            length = 4
            if key & 7 == 2:
                length, at = varint(data, at)
            value = data[at:at + length]
            at += length
        yield key >> 3, value


def feature(data):
    """One tf.train.Feature: bytes_list 1, float_list 2, int64_list 3; lists may be packed or not."""
    values = []
    for kind, content in fields(data):
        for _, value in fields(content):
            if kind == 1:
                values.append(value)
            elif kind == 2:
                values += struct.unpack(f"<{len(value) // 4}f", value)
            elif isinstance(value, int):
                values.append(value)
            else:
                at = 0
                while at < len(value):
                    number, at = varint(value, at)
                    values.append(number)
    return values


def records(path):
    with open(path, "rb") as file:
        data = file.read()
    at = 0
    while at < len(data):
        (length,) = struct.unpack_from("<Q", data, at)
        example = data[at + 12:at + 12 + length]
        at += 16 + length
        (features,) = [value for _, value in fields(example)]
        record = {}
        for _, entry in fields(features):
            pair = dict(fields(entry))
            record[pair[1].decode()] = feature(pair[2])
        yield {
            "height": record["height"][0],
            "width": record["width"][0],
            "name": record.get("name", [b""])[0].decode(),
            "patient": record.get("patient", [b""])[0].decode(),
            "spacing": record.get("pixel_spacing"),
            "label": record["label_raw"][0],
        }


def png(path):
    """An 8-bit gray PNG; 255 becomes 1."""
    with open(path, "rb") as file:
        data = file.read()
    at, packed = 8, b""
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, content = data[at + 4:at + 8], data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack_from(">IIBB", content)
            assert (depth, colour) == (8, 0), path
        if kind == b"IDAT":
            packed += content
        at += 12 + length
    raw = zlib.decompress(packed)
    above, rows = bytes(width), []
    for y in range(height):
        method, row = raw[y * (width + 1)], bytearray(raw[y * (width + 1) + 1:(y + 1) * (width + 1)])
        assert method in (0, 2), f"{path}: filter {method}"
        if method == 2:
            row = bytes((a + b) & 255 for a, b in zip(row, above))
        above = bytes(row)
        rows.append(above)
    mask = b"".join(rows)
    assert set(mask) <= {0, 255}, path
    return bytes(value // 255 for value in mask)


def counts(predicted, label):
    """True positives, false positives, false negatives, true negatives."""
    both = sum(a & b for a, b in zip(predicted, label))
    ours, theirs = sum(predicted), sum(label)
    return [both, ours - both, theirs - both, len(label) - ours - theirs + both]


def total(rows):
    return [sum(column) for column in zip(*rows)]


def dice(c):
    return 1.0 if c[0] + c[1] + c[2] == 0 else 2 * c[0] / (2 * c[0] + c[1] + c[2])


def scores(c):
    return {
        "accuracy": (c[0] + c[3]) / sum(c),
        "precision": c[0] / (c[0] + c[1]) if c[0] + c[1] else 0.0,
        "recall": c[0] / (c[0] + c[2]) if c[0] + c[2] else 0.0,
        "dice": dice(c),
    }


def contour(mask, height, width):
    """The pixels of a mask of which one of the four neighbours is outside of it."""
    def inside(y, x):
        return 0 <= y < height and 0 <= x < width and mask[y * width + x]
    return [(y, x) for y in range(height) for x in range(width)
            if inside(y, x) and not (inside(y - 1, x) and inside(y + 1, x) and inside(y, x - 1) and inside(y, x + 1))]


def percentile95(values):
    ranked = sorted(values)
    place = 0.95 * (len(ranked) - 1)
    low, high = ranked[math.floor(place)], ranked[math.ceil(place)]
    return low + (high - low) * (place - math.floor(place))


def distance(predicted, frame):
    a, b = (contour(mask, frame["height"], frame["width"]) for mask in (predicted, frame["label"]))
    if not a or not b or not frame["spacing"]:
        return None
    row, column = frame["spacing"]
    def nearest(points, others):
        return [math.sqrt(min(((y - v) * row) ** 2 + ((x - u) * column) ** 2 for v, u in others)) for y, x in points]
    there, back = nearest(a, b), nearest(b, a)
    return max(percentile95(there), percentile95(back)), sum(there + back) / len(there + back)


def mean(values):
    return sum(values) / len(values)


def fixed_mask(labels):
    """The threshold of highest Dice on the training masks, the lowest of equals, by trying each."""
    cover = [0] * len(labels[0])
    for label in labels:
        cover = [a + b for a, b in zip(cover, label)]
    labelled, best = sum(cover), (-1.0, 0)
    by_cover = {}
    for count in cover:
        by_cover[count] = by_cover.get(count, 0) + 1
    for threshold in range(1, len(labels) + 1):
        pixels = sum(n for count, n in by_cover.items() if count >= threshold)
        covered = sum(n * count for count, n in by_cover.items() if count >= threshold)
        value = 2 * covered / (len(labels) * pixels + labelled) if pixels or labelled else 1.0
        if value > best[0]:
            best = (value, threshold)
    return bytes(count >= best[1] for count in cover), best[1]


def main():
    frames = list(records(sys.argv[1]))
    training = [frame["label"] for frame in records(sys.argv[2])]
    masks = [png(os.path.join(sys.argv[3], f"{i:04d}.png")) for i in range(len(frames))]
    each = [counts(mask, frame["label"]) for mask, frame in zip(masks, frames)]
    distances = [distance(mask, frame) for mask, frame in zip(masks, frames)]
    known = [d for d in distances if d]
    result = scores(total(each))
    patients = {}
    for c, frame in zip(each, frames):
        if frame["patient"]:
            patients.setdefault(frame["patient"], []).append(c)
    by_patient = {name: dice(total(rows)) for name, rows in sorted(patients.items())}
    values = list(by_patient.values())
    result["dice_per_patient"] = None if not values else {
        "mean": mean(values),
        "deviation": math.sqrt(sum((v - mean(values)) ** 2 for v in values) / (len(values) - 1)) if len(values) > 1 else None,
        "patients": by_patient,
    }
    result["hausdorff95_mm"] = mean([d[0] for d in known]) if known else None
    result["mean_contour_distance_mm"] = mean([d[1] for d in known]) if known else None
    mask, threshold = fixed_mask(training)
    fixed = scores(total([counts(mask, frame["label"]) for frame in frames]))
    fixed.update(threshold=threshold, training_masks=len(training))
    background = scores(total([counts(bytes(len(frame["label"])), frame["label"]) for frame in frames]))
    result["baselines"] = {"all_background": background, "fixed_mask": fixed}
    result["images"] = len(frames)
    result["images_with_distance"] = len(known)
    result["pixels"] = dict(zip(("true_positives", "false_positives", "false_negatives", "true_negatives"), total(each)))
    result["frames"] = [{
        "name": frame["name"], "patient": frame["patient"], "dice": dice(c),
        "hausdorff95_mm": d[0] if d else None, "mean_contour_distance_mm": d[1] if d else None,
    } for frame, c, d in zip(frames, each, distances)]
    print(json.dumps(result))


main()

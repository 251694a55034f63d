#!/usr/bin/env python3
"""What pydicom says of DICOM files, and files pydicom wrote.  Debian: python3-pydicom, python3-numpy.

  pydicom_oracle.py dump FILE..        JSON by file: size, spacing, position, orientation, pixel digest
  pydicom_oracle.py write SOURCE DIR   SOURCE again as explicit, implicit, RLE, 8 bit, 12 bit; JSON of their dumps
"""
import hashlib
import json
import os
import sys

import pydicom
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian, RLELossless


def numbers(dataset, name):
    value = dataset.get(name)
    if value is None or value == "":
        return None
    return [float(v) for v in value] if hasattr(value, "__iter__") else [float(value)]


def dump(path):
    dataset = pydicom.dcmread(path)
    pixels = dataset.pixel_array.astype("<i4")
    return {
        "rows": int(dataset.Rows),
        "columns": int(dataset.Columns),
        "modality": str(dataset.get("Modality", "")),
        "series": str(dataset.get("SeriesInstanceUID", "")),
        "instance": int(dataset.InstanceNumber),
        "spacing": numbers(dataset, "PixelSpacing"),
        "position": numbers(dataset, "ImagePositionPatient"),
        "orientation": numbers(dataset, "ImageOrientationPatient"),
        "location": numbers(dataset, "SliceLocation"),
        "trigger": numbers(dataset, "TriggerTime"),
        "min": int(pixels.min()),
        "max": int(pixels.max()),
        "sha256": hashlib.sha256(pixels.tobytes()).hexdigest(),
    }


def write(source, folder):
    made = []

    def save(name, syntax, change=lambda dataset: None):
        dataset = pydicom.dcmread(source)
        change(dataset)
        path = os.path.join(folder, name + ".dcm")
        if syntax == RLELossless:
            dataset.compress(RLELossless, encoding_plugin="pydicom")
        else:
            dataset.file_meta.TransferSyntaxUID = syntax
            dataset.is_little_endian = True
            dataset.is_implicit_VR = syntax == ImplicitVRLittleEndian
        dataset.save_as(path, write_like_original=False)
        made.append(path)

    def narrow(bits, stored):
        def change(dataset):
            pixels = dataset.pixel_array.astype("int64") - int(dataset.pixel_array.min())
            pixels = pixels * ((1 << stored) - 1) // max(1, int(pixels.max()))
            dataset.PixelData = pixels.astype("u1" if bits == 8 else "<u2").tobytes()
            dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = bits, stored, stored - 1, 0
            for name in ("SmallestImagePixelValue", "LargestImagePixelValue"):
                if name in dataset:
                    delattr(dataset, name)
        return change

    save("explicit", ExplicitVRLittleEndian)
    save("implicit", ImplicitVRLittleEndian)
    save("rle", RLELossless)
    save("eight", ExplicitVRLittleEndian, narrow(8, 8))
    save("twelve", ImplicitVRLittleEndian, narrow(16, 12))
    save("rle-eight", RLELossless, narrow(8, 8))
    return made


if __name__ == "__main__":
    files = sys.argv[2:] if sys.argv[1] == "dump" else write(sys.argv[2], sys.argv[3])
    json.dump({path: dump(path) for path in files}, sys.stdout)

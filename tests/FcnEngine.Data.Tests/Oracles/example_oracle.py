#!/usr/bin/env python3
"""Record files read and written by code protoc made of the Example schema.  Debian: protobuf-compiler, python3-protobuf.

  example_oracle.py read PROTOC_DIR FILE      JSON: each record's features; framing and masked CRC-32C are checked here
  example_oracle.py write PROTOC_DIR FILE     writes three records (both image names, all widths) and prints what they hold
"""
import hashlib
import json
import struct
import subprocess
import sys

SCHEMA = """
syntax = "proto3";
package tensorflow;
message BytesList { repeated bytes value = 1; }
message FloatList { repeated float value = 1 [packed = true]; }
message Int64List { repeated int64 value = 1 [packed = true]; }
message Feature { oneof kind { BytesList bytes_list = 1; FloatList float_list = 2; Int64List int64_list = 3; } }
message Features { map<string, Feature> feature = 1; }
message Example { Features features = 1; }
"""


def crc32c(data):
    """Bit by bit, reflected polynomial 0x82F63B78."""
    table = []
    for n in range(256):
        c = n
        for _ in range(8):
            c = c >> 1 ^ (0x82F63B78 if c & 1 else 0)
        table.append(c)
    crc = 0xFFFFFFFF
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def example_class(folder):
    with open(folder + "/example.proto", "w") as f:
        f.write(SCHEMA)
    subprocess.check_call(["protoc", "-I", folder, "--python_out", folder, folder + "/example.proto"])
    sys.path.insert(0, folder)
    import example_pb2
    return example_pb2.Example


def frame(data):
    length = struct.pack("<Q", len(data))
    return length + struct.pack("<I", masked(length)) + data + struct.pack("<I", masked(data))


def unframe(content):
    at = 0
    while at < len(content):
        length, check = struct.unpack_from("<QI", content, at)
        assert check == masked(content[at:at + 8]), "length checksum at %d" % at
        data = content[at + 12:at + 12 + length]
        assert len(data) == length
        assert struct.unpack_from("<I", content, at + 12 + length)[0] == masked(data), "data checksum at %d" % at
        yield data
        at += 16 + length


def features(example):
    told = {}
    for key, feature in example.features.feature.items():
        if feature.HasField("bytes_list"):
            (value,) = feature.bytes_list.value
            told[key] = {"bytes": len(value), "sha256": hashlib.sha256(value).hexdigest()}
        elif feature.HasField("float_list"):
            told[key] = {"floats": list(feature.float_list.value)}
        else:
            told[key] = {"integers": list(feature.int64_list.value)}
    return told


def make(example_type):
    height, width = 6, 5
    pixels = [i * 7 % 251 for i in range(height * width)]
    for name, width_code in (("img_raw", "q"), ("image_raw", "h"), ("img_raw", "B")):
        example = example_type()
        f = example.features.feature
        f["height"].int64_list.value.append(height)
        f["width"].int64_list.value.append(width)
        f["depth"].int64_list.value.append(1)
        f[name].bytes_list.value.append(struct.pack("<%d%s" % (len(pixels), width_code), *pixels))
        f["label_raw"].bytes_list.value.append(bytes(i % 2 for i in range(height * width)))
        f["name"].bytes_list.value.append(b"SC-HF-I-01-" + width_code.encode())
        f["a_feature_of_someone_else"].float_list.value.extend([1.5, 2.5])
        yield example.SerializeToString()


if __name__ == "__main__":
    example_type = example_class(sys.argv[2])
    if sys.argv[1] == "write":
        with open(sys.argv[3], "wb") as f:
            for data in make(example_type):
                f.write(frame(data))
    with open(sys.argv[3], "rb") as f:
        json.dump([features(example_type.FromString(data)) for data in unframe(f.read())], sys.stdout)

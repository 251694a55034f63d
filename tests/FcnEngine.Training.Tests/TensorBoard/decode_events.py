"""Prints the events of a file as JSON, one a line. Usage: decode_events.py FOLDER_WITH_events_pb2 EVENT_FILE

Frames and checksums are read by the plain code below, messages by what protoc made of events.proto. A graph and the
content of an hparams value are decoded too. Fields that are not in events.proto are an error.
"""
import json
import struct
import sys

sys.path.insert(0, sys.argv[1])
import events_pb2
from google.protobuf import json_format

TABLE = []
for n in range(256):
    for _ in range(8):
        n = n >> 1 ^ (0x82F63B78 if n & 1 else 0)
    TABLE.append(n)


def masked_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 0xFF]
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def frames(data):
    at = 0
    while at < len(data):
        head = data[at:at + 8]
        (length,) = struct.unpack("<Q", head)
        (crc,) = struct.unpack_from("<I", data, at + 8)
        assert crc == masked_crc(head), f"length checksum at byte {at}"
        body = data[at + 12:at + 12 + length]
        (crc,) = struct.unpack_from("<I", data, at + 12 + length)
        assert crc == masked_crc(body), f"data checksum at byte {at}"
        yield body
        at += 16 + length


def parse(message, data):
    message.ParseFromString(data)
    before = message.ByteSize()
    message.DiscardUnknownFields()
    assert message.ByteSize() == before, f"{type(message).__name__} has fields of other numbers"
    return message


def as_json(message):
    return json_format.MessageToDict(message, preserving_proto_field_name=True)


with open(sys.argv[2], "rb") as file:
    for body in frames(file.read()):
        event = parse(events_pb2.Event(), body)
        shown = as_json(event)
        shown["kind"] = event.WhichOneof("what")
        if event.graph_def:
            shown["graph_def"] = as_json(parse(events_pb2.Graph(), event.graph_def))
        for value, value_shown in zip(event.summary.value, shown.get("summary", {}).get("value", [])):
            if value.metadata.plugin_data.plugin_name == "hparams":
                value_shown["hparams"] = as_json(parse(events_pb2.HparamsPluginData(), value.metadata.plugin_data.content))
        print(json.dumps(shown))

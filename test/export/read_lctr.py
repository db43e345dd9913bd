"""Reads a packed file by docs/lctr.md alone, with nothing of leanctr: python3 read_lctr.py FILE... prints JSON."""

import json
import re
import struct
import sys
import zlib

TYPES = ["categorical", "count", "numeric", "time", "list", "pairs"]
MISSING = ["ignore", "feature"]
PARTS = ["hour", "weekday", "hour_of_week"]
TIME_FORMATS = ["iso", "seconds", "milliseconds", "yymmddhh"]
ENCODINGS = ["f32", "bf16", "q2.13", "q8"]


class Bytes:
    def __init__(self, content):
        self.content = content
        self.at = 0

    def byte(self):
        self.at += 1
        return self.content[self.at - 1]

    def take(self, count):
        assert self.at + count <= len(self.content)
        self.at += count
        return self.content[self.at - count : self.at]

    def varint(self):
        value = 0
        for shift in range(0, 35, 7):
            byte = self.byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
        raise ValueError("a varint of more than five bytes")

    def text(self):
        return self.take(self.varint()).decode("utf-8")

    def list(self, item):
        length = self.varint()
        return None if length == 0 else [item() for _ in range(length - 1)]


def next_name(name):
    return re.sub(r"[0-9]{1,9}\Z", lambda digits: str(int(digits.group()) + 1), name)


def options(data):
    kind = data.byte()
    found = {}
    if kind & 3:
        found["missing"] = MISSING[(kind & 3) - 1]
    if kind >> 4:
        found["timeFormat"] = TIME_FORMATS[(kind >> 4) - 1]
    if kind >> 2 & 3:
        found["lowerCase"] = (kind >> 2 & 3) == 2
    least = data.byte()
    if least:
        found["minLength"] = least
    tokens = data.list(data.text)
    if tokens is not None:
        found["missingTokens"] = tokens
    parts = data.list(lambda: PARTS[data.byte()])
    if parts is not None:
        found["parts"] = parts
    separator = data.text()
    if separator:
        found["separator"] = separator
    return found


def fields(data):
    count = data.varint()
    assert count <= 65536
    found = []
    while len(found) < count:
        head = data.varint()
        name = data.text()
        more = options(data) if head & 8 else {}
        for _ in range((head >> 4) + 1):
            found.append({"name": name, "type": TYPES[head & 7], **more})
            name = next_name(name)
    assert len(found) == count
    return found


def cross(data, names):
    first = data.varint()
    places = [first >> 1] + [data.varint() for _ in range(1 + (first & 1))]
    return [names[place] for place in places]


class RangeDecoder:
    def __init__(self, data):
        self.data = data
        self.range = 2**30 - 1
        self.code = int.from_bytes(data.take(4), "big")
        assert self.code < self.range

    def more(self):
        while self.range < 2**22:
            self.range *= 256
            self.code = self.code * 256 + self.data.byte()

    def tree(self, counts, bits):
        node = 1
        for _ in range(bits):
            pair = counts[node]
            bound = self.range // (pair[0] + pair[1]) * pair[0]
            bit = int(self.code >= bound)
            if bit:
                self.code -= bound
                self.range -= bound
            else:
                self.range = bound
            pair[bit] += 2
            if pair[0] + pair[1] >= 8192:
                pair[0] = pair[0] // 2 | 1
                pair[1] = pair[1] // 2 | 1
            self.more()
            node = 2 * node + bit
        return node - 2**bits

    def raw(self, bits):
        value = 0
        while bits > 0:
            step = bits % 12 or 12
            bits -= step
            self.range >>= step
            part = self.code // self.range
            self.code -= part * self.range
            self.more()
            value = value << step | part
        return value


def weights(data, encoding, scale, nonzeros):
    decoder = RangeDecoder(data)
    gaps = [[1, 1] for _ in range(2**7)]
    tops = [[1, 1] for _ in range(2**11)]
    slot = -1
    found = []
    for _ in range(nonzeros):
        head = decoder.tree(gaps, 7)
        x = head >> 2
        gap = (4 + (head & 3)) << x >> 2
        if x > 2:
            gap += decoder.raw(x - 2)
        slot += gap
        top = decoder.tree(tops, 11)
        precision = {"f32": 23, "bf16": 7}.get(encoding, (top >> 2 & 255) - 127)
        rest = max(precision - 2, 0)
        pattern = top << 21 | decoder.raw(rest) << (21 - rest)
        number = struct.unpack("<f", struct.pack("<I", pattern))[0]
        found.append([slot, number * scale])
    return found


def read(path):
    with open(path, "rb") as file:
        content = file.read()
    assert zlib.crc32(content) == 0x2144DF1C
    data = Bytes(content[:-4])
    assert data.take(5) == b"LCTR\x01"
    kind = data.byte()
    hashing = {"hash": ["murmur3", "identity"][kind >> 2 & 1], "bits": data.byte(), "seed": data.varint()}
    hashing["missing"] = MISSING[kind >> 3]
    hashing["fields"] = fields(data)
    names = [field["name"] for field in hashing["fields"]]
    crosses = data.list(lambda: cross(data, names))
    if crosses is not None:
        hashing["crosses"] = crosses
    bias = struct.unpack("<d", data.take(8))[0]
    touched = data.varint()
    nonzeros = data.varint()
    encoding = ENCODINGS[kind & 3]
    scale = {"q2.13": 2.0**-13}.get(encoding, 1.0)
    if encoding == "q8":
        scale = (128 + data.byte()) * 2.0 ** (data.byte() - 134)
    found = weights(data, encoding, scale, nonzeros)
    assert data.at == len(data.content)
    return {"encoding": encoding, "hashing": hashing, "bias": bias, "touched": touched, "weights": found}


for path in sys.argv[1:]:
    print(json.dumps(read(path)))
